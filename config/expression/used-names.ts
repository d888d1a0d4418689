import type { ASTNode } from '@marcbachmann/cel-js';
import type { Kind } from './kind.ts';
import { childrenOf, pathOf } from './syntax.ts';

/** Names of members that expressions look at; `all` where that can not be told. */
export type Names = ReadonlySet<string> | 'all';

/** What expressions look at: of users, and of what memberships say of themselves. The rest need not be kept. */
export interface UsedNames {
  readonly user: Names;
  readonly membership: Names;
}

/** Nothing is looked at. */
export const noNames: UsedNames = { user: new Set(), membership: new Set() };

/** What several look at together. */
export const joinedNames = (some: UsedNames, others: UsedNames): UsedNames => ({
  user: joined(some.user, others.user),
  membership: joined(some.membership, others.membership),
});

const joined = (some: Names, others: Names): Names =>
  some === 'all' || others === 'all' ? 'all' : new Set([...some, ...others]);

/** These may hold a group as a whole, with what the membership says. */
const holdsGroups: ReadonlySet<Kind> = new Set(['any', 'list', 'map']);

/** What one expression looks at, `kind` being what it gives. */
export const usedNames = (node: ASTNode, kind: Kind): UsedNames => {
  const found: Found = { user: new Set(), membership: new Set(), isUserWhole: false, isMembershipWhole: false };
  look(node, found);
  const givesGroups = holdsGroups.has(kind) && mentionsGroups(node);
  return {
    user: found.isUserWhole ? 'all' : found.user,
    membership: found.isMembershipWhole || givesGroups ? 'all' : found.membership,
  };
};

interface Found {
  readonly user: Set<string>;
  readonly membership: Set<string>;
  isUserWhole: boolean;
  isMembershipWhole: boolean;
}

const look = (node: ASTNode, found: Found): void => {
  const path = pathOf(node);
  if (path) return lookAt(path, found);
  const name = selected(node);
  // Of something that is computed: `groups[0].membership.role`.
  if (name === 'membership') found.isMembershipWhole = true;
  for (const child of childrenOf(node)) look(child, found);
};

const lookAt = ([variable, ...names]: readonly string[], found: Found): void => {
  if (variable === 'user') {
    if (names[0] === undefined) found.isUserWhole = true;
    else found.user.add(names[0]);
    return;
  }
  const at = names.indexOf('membership');
  if (at < 0) return;
  const name = names[at + 1];
  if (name === undefined) found.isMembershipWhole = true;
  else found.membership.add(name);
};

const selected = (node: ASTNode): string | undefined => {
  if (node.op !== '.' && node.op !== '[]' && node.op !== '.?' && node.op !== '[?]') return undefined;
  const right: unknown = node.args[1];
  return typeof right === 'string' ? right : Object(right).op === 'value' ? String(Object(right).args) : undefined;
};

const groupVariables: ReadonlySet<unknown> = new Set(['groups', 'group', 'each']);

/** Whether a group may be what it gives: not where it is only a member of one that is named. */
const mentionsGroups = (node: ASTNode): boolean => {
  const path = pathOf(node);
  if (path) return groupVariables.has(path[0]) && path.length === 1;
  return childrenOf(node).some(mentionsGroups);
};
