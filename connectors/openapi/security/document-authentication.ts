import type { Alternatives, Authentication } from '../../authentication/authentication.ts';
import { carrierClash } from '../../authentication/carrier-clash.ts';
import { nameFields } from '../../authentication/name-fields.ts';
import type { UnnamedScheme } from '../../authentication/scheme-fields.ts';
import { objectOf } from '../json-object.ts';
import type { OpenApiDocument } from '../openapi-document.ts';
import {
  type AuthenticationProblem,
  brokenScheme,
  noWay,
  unknownScheme,
  uselessScheme,
} from './authentication-problem.ts';
import type { WrittenDocument } from './document-option.ts';
import { type ReadSchemes, readSchemes } from './read-schemes.ts';
import { type Asked, securityRequirements } from './security-requirements.ts';

/** What an authentication is read from. */
export interface DocumentAuthenticationOptions {
  readonly document: OpenApiDocument;
  /** What the configuration says of it; `undefined` if it says nothing about authentication at all. */
  readonly written: WrittenDocument | undefined;
  /** The names of the endpoints that are served. */
  readonly endpoints: readonly string[];
  /** The address of the API, without a slash at its end. */
  readonly server: string;
  readonly privateAddresses: readonly string[];
}

/**
 * How an OpenAPI document says that its endpoints are called. Ways that the gate can not go are left out where there is another one.
 *
 * Where the document describes schemes, but says of no endpoint that it needs one, nothing is sent, unless the configuration says
 * that the document counts: then each scheme is one way.
 */
export const documentAuthentication = (
  options: DocumentAuthenticationOptions,
): { readonly authentication: Authentication } | { readonly problems: readonly AuthenticationProblem[] } => {
  const { document, written = {}, privateAddresses } = options;
  const declared = Object.keys(objectOf(objectOf(document.root['components'])['securitySchemes']));
  const misnamed = [...(written.use ?? []), ...Object.keys(written.schemes ?? {})].filter(
    (name) => !declared.includes(name),
  );
  if (misnamed.length > 0) return { problems: [...new Set(misnamed)].map((name) => unknownScheme(name, declared)) };

  const asked = askedBy(options, declared);
  const wanted = new Map([...asked].map(([endpoint, ways]) => [endpoint, used(ways, written.use)]));
  const inUse = new Set([...wanted.values()].flat(2).map(({ name }) => name));
  const useless = (written.use ?? []).filter((name) => !inUse.has(name));
  if (useless.length > 0) return { problems: useless.map((name) => uselessScheme(name, [...asked.values()])) };

  const schemes = readSchemes(options, [...wanted.values()]);
  const alternatives = new Map([...wanted].map(([endpoint, ways]) => [endpoint, usable(ways, schemes)]));

  const problems = problemsOf(options, asked, wanted, alternatives, schemes);
  if (problems.length > 0) return { problems };
  return { authentication: { ...composed(alternatives, schemes.usable), privateAddresses } };
};

const askedBy = (
  { document, written, endpoints }: DocumentAuthenticationOptions,
  declared: readonly string[],
): ReadonlyMap<string, Asked> => {
  const asked = securityRequirements(document, endpoints);
  const saysNothing = [...asked.values()].every((ways) => ways === undefined);
  const otherwise: Asked =
    saysNothing && written !== undefined && declared.length > 0 ? declared.map((name) => [{ name, scopes: [] }]) : [[]];
  return new Map([...asked].map(([endpoint, ways]) => [endpoint, ways ?? otherwise]));
};

const used = (asked: Asked, use: readonly string[] | undefined): Asked =>
  use === undefined ? asked : asked.filter((way) => way.every(({ name }) => use.includes(name)));

const usable = (asked: Asked, { usable: schemes }: ReadSchemes): Alternatives =>
  asked
    .map((way) => way.map(({ name }) => name))
    .filter((names) => names.every((name) => schemes.has(name)))
    .filter((names) => carrierClash(names.map((name) => schemes.get(name)!)) === undefined);

type ByEndpoint<Value> = ReadonlyMap<string, Value>;

const problemsOf = (
  { written }: DocumentAuthenticationOptions,
  asked: ByEndpoint<Asked>,
  wanted: ByEndpoint<Asked>,
  alternatives: ByEndpoint<Alternatives>,
  schemes: ReadSchemes,
): readonly AuthenticationProblem[] => {
  const isNamed = (name: string): boolean =>
    (written?.use ?? []).includes(name) || Object.hasOwn(written?.schemes ?? {}, name);
  const unreachable = [...wanted].filter(([endpoint]) => alternatives.get(endpoint)?.length === 0);
  const needed = new Set(unreachable.flatMap(([, ways]) => ways.flat().map(({ name }) => name)));
  const broken = [...schemes.problems].filter(([name]) => needed.has(name) || isNamed(name));
  if (broken.length > 0) return broken.map(([name, problem]) => brokenScheme(name, problem, [...asked.values()]));
  return unreachable.slice(0, 1).map(([endpoint]) => noWay(endpoint, asked.get(endpoint) ?? []));
};

/** The alternatives that most endpoints have, and those of the others. */
const composed = (
  byEndpoint: ReadonlyMap<string, Alternatives>,
  schemes: ReadonlyMap<string, UnnamedScheme>,
): Omit<Authentication, 'privateAddresses'> => {
  const groups = Map.groupBy(byEndpoint, ([, alternatives]) => JSON.stringify(alternatives));
  const [most = []] = [...groups.values()].toSorted((a, b) => b.length - a.length);
  const alternatives = most[0]?.[1] ?? [[]];
  const others = [...byEndpoint].filter(([, each]) => JSON.stringify(each) !== JSON.stringify(alternatives));
  const names = new Set([...byEndpoint.values()].flat(2));
  return {
    schemes: nameFields(Object.fromEntries([...schemes].filter(([name]) => names.has(name)))),
    alternatives,
    ...(others.length > 0 && { endpoints: Object.fromEntries(others) }),
  };
};
