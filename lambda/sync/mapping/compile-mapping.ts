import { readExpression } from '../../../config/expression/read-expression.ts';
import type { SyncConfig } from '../../../config/sync-config.ts';
import type { JsonObject } from '../json.ts';
import { canonicalText } from './canonical-text.ts';
import { compileDocument } from './compile-document.ts';
import { compileCondition, compileGrants } from './compile-grants.ts';
import { documentHash } from './document-hash.ts';
import { FieldFailure, watchFields } from './field-watch.ts';
import type { SourceGroup, WatchedMapping } from './mapped-user.ts';

/** What of a sync says what users become. */
export type MappedSync = Pick<SyncConfig, 'users' | 'groups' | 'map' | 'grants'>;

/**
 * Makes the map of a sync ready. It takes milliseconds: make one for each run, so that `emptyFields` speaks of that run.
 *
 * Throws ExpressionError or RangeError for a map that checking the configuration would have refused.
 *
 * @example
 * const mapping = compileMapping(document.sync);
 * for (const { user, groups } of people) mapping.map(user, groups);
 * mapping.emptyFields(); // ['map.user.phone']: nobody has one, or it is misspelt
 */
export const compileMapping = (sync: MappedSync): WatchedMapping => {
  const watch = watchFields();
  const { when } = sync.users;
  const isMeant = when === undefined ? undefined : compileCondition(when, ['users', 'when'], 'user', watch);
  const keyOf = watch.expression(readExpression(sync.users.key, 'key'), 'users.key');
  const grants = compileGrants(sync.grants, watch);
  const document = compileDocument(sync, watch);
  let hasMapped = false;
  return {
    hash: hashOf(sync),
    uses: watch.uses(),
    map(user, unsorted) {
      const variables = { user, groups: sortedGroups(unsorted) };
      let key: string | undefined;
      hasMapped = true;
      try {
        if (isMeant && !isMeant(variables)) return undefined;
        const known = textOf(keyOf(variables));
        if (known === undefined) return { code: 'key-missing', at: 'users.key' };
        key = known;
        return { key, document: document(variables, grants(variables)) };
      } catch (error) {
        if (error instanceof FieldFailure)
          return { code: 'expression-failed', at: error.at, ...(key !== undefined && { key }) };
        throw error;
      }
    },
    emptyFields: () => (hasMapped ? watch.empty() : []),
  };
};

const hashOf = ({ users, groups, map, grants }: MappedSync): string =>
  // Through JSON, because settings that are not there may be undefined.
  documentHash(JSON.parse(JSON.stringify({ users, groups, map, grants })) as JsonObject);

/** Numbers of employees are numbers at some sources. */
const textOf = (key: unknown): string | undefined => {
  const text = typeof key === 'bigint' || Number.isSafeInteger(key) ? String(key) : key;
  return typeof text === 'string' && text.trim() !== '' ? text : undefined;
};

/** By their ids, because expressions see the order too. */
const sortedGroups = (groups: readonly SourceGroup[]): readonly SourceGroup[] => {
  if (groups.every((group, index) => index === 0 || groups[index - 1]!.id < group.id)) return groups;
  return groups.toSorted(byId);
};

const byId = (a: SourceGroup, b: SourceGroup): number => {
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return canonicalText(a as JsonObject) < canonicalText(b as JsonObject) ? -1 : 1;
};
