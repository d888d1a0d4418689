import type { Api } from '../../../config/shapes/api.ts';
import type { Shape } from '../../../config/shapes/shape.ts';
import type { PathTreatment, SealPath } from './sealed-path.ts';

/**
 * The parameters of queries that are reversible pseudonyms, by what any endpoint says of them: people, and tokens of pages that name
 * some. Entra's, for one, hold the address that the last user of a page signs in with.
 */
export const sealedParameters = ({ endpoints, $defs }: Pick<Api, 'endpoints' | '$defs'>): ReadonlySet<string> => {
  const isSealed = (shape: Shape | undefined, seen: ReadonlySet<Shape> = new Set()): boolean => {
    if (!shape || seen.has(shape)) return false;
    if (shape.treatment === 'pseudonym-reversible') return true;
    const inner = [shape.$ref && $defs[shape.$ref.slice('#/$defs/'.length)], shape.items, ...(shape.anyOf ?? [])];
    return inner.some((each) => each && isSealed(each, new Set([...seen, shape])));
  };
  const parameters = endpoints.flatMap(({ query }) => Object.entries(query));
  return new Set(parameters.flatMap(([name, shape]) => (isSealed(shape) ? [name] : [])));
};

/** What becomes of the parts of an address. */
export interface AddressTreatment extends PathTreatment {
  /** Parameters of queries that leave as pseudonyms only. */
  readonly sealed: ReadonlySet<string>;
  readonly sealPath: SealPath;
}

/**
 * Seals the path and parameters of the query of an address. A parameter that can not be sealed does not leave.
 *
 * @example treatAddress('/users?$top=2&$skiptoken=abc', { sealed: new Set(['$skiptoken']), sealPath, seal, hide }) // '/users?$top=2&$skiptoken=sp1r.…'
 */
export const treatAddress = (address: string, { sealed, sealPath, seal, hide }: AddressTreatment): string => {
  const path = /^[^?#]*/.exec(address)![0];
  const rest = address.slice(path.length);
  return sealPath(path, { seal, hide }) + (sealed.size === 0 ? hide(rest) : treatQuery(rest, { sealed, seal, hide }));
};

const treatQuery = (address: string, { sealed, seal, hide }: Omit<AddressTreatment, 'sealPath'>): string => {
  const mark = address.indexOf('?');
  if (mark < 0) return hide(address);
  const end = address.indexOf('#', mark) < 0 ? address.length : address.indexOf('#', mark);
  const pairs = address.slice(mark + 1, end).split('&');
  const treated = pairs.flatMap((pair) => {
    const equals = pair.indexOf('=');
    if (equals < 0 || !sealed.has(decoded(pair.slice(0, equals)) ?? '')) return [hide(pair)];
    const value = decoded(pair.slice(equals + 1));
    if (value === '') return [pair];
    const pseudonym = value && seal(value);
    return pseudonym ? [`${pair.slice(0, equals)}=${pseudonym}`] : [];
  });
  return `${hide(address.slice(0, mark))}?${treated.join('&')}${hide(address.slice(end))}`;
};

/** As forms are decoded; `undefined` for what is none. */
const decoded = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
};
