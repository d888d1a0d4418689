import { escaped } from './escaped.ts';
import type { DescribedByTypes, TypesPackage } from './type-drift.ts';

/** What a generated client can call. */
export interface Operation extends DescribedByTypes {
  readonly method: string;
  readonly url: RegExp;
  /** The more of it stands there, the better it is meant. */
  readonly literals: number;
}

/** `{userKey}` and `${userKey}` are one part of an address, `{+parent}` are several. */
export const matching = (template: string): Pick<Operation, 'url' | 'literals'> => {
  const parts = template.split(/(\$?\{[^}]+\})/);
  const literals = parts.filter((_, index) => index % 2 === 0);
  const pattern = parts.map((part, index) => {
    if (index % 2 === 0) return escaped(part);
    return part.startsWith('{+') ? '.+' : '[^/]+';
  });
  return { url: new RegExp(`^${pattern.join('')}$`), literals: literals.join('').length };
};

/** Finds what a client calls by a request of the same method and address. */
export const describedBy = (operations: readonly Operation[]): TypesPackage['describe'] => {
  const sorted = operations.toSorted((a, b) => b.literals - a.literals);
  return ({ method, url }) => sorted.find((each) => each.method === method && each.url.test(url));
};
