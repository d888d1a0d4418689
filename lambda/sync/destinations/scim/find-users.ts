import { member } from '../../../../connectors/scim/attribute-path.ts';
import type { Found } from '../running-destination.ts';
import type { Abilities } from './discover.ts';
import { externalIdOf, foundUser } from './found-user.ts';
import { listResources } from './list-resources.ts';
import type { ScimService } from './scim-service.ts';
import { type Search, searchBy } from './search-by.ts';
import type { Match } from './user-resource.ts';

/** Users by their keys, each under the key that was asked for. */
export type FindUsers = (keys: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, Found>>;

/**
 * Finds users by filter: by externalId, and who has none by userName. Where a service can not be asked so, they are looked for among
 * all.
 */
export const findUsers = (service: ScimService, abilities: Abilities, match: Match): FindUsers => {
  const { users: path, page } = abilities;
  const byExternalId = searchBy({ service, path, page, attribute: 'externalId', isHit: hasExternalId });
  const byUserName = searchBy({ service, path, page, attribute: 'userName', isHit: hasUserName(match) });
  const ways: readonly Search[] = match === 'externalId' ? [byExternalId, byUserName] : [byUserName];

  return async (keys, signal) => {
    const found = new Map<string, Found>();
    const missing = (): readonly string[] => keys.filter((key) => !found.has(key));
    const take = (key: string, resource: unknown): void => {
      found.set(key, { ...foundUser(resource, match), key });
    };
    for (const search of abilities.filter ? ways : []) {
      const hits = await search(missing(), signal);
      if (!hits) return amongAll(missing(), found, signal);
      for (const [key, resource] of hits) take(key, resource);
    }
    return abilities.filter ? found : amongAll(keys, found, signal);
  };

  async function amongAll(
    keys: readonly string[],
    found: Map<string, Found>,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Found>> {
    if (keys.length === 0) return found;
    const asked = new Map(keys.map((key) => [match === 'userName' ? key.toLowerCase() : key, key]));
    for await (const resources of listResources(service, abilities, path, signal))
      for (const resource of resources) {
        const user = foundUser(resource, match);
        const key = asked.get(user.key) ?? asked.get(user.key.toLowerCase());
        if (key !== undefined && !found.has(key)) found.set(key, { ...user, key });
      }
    return found;
  }
};

/** Filters may look past letter case; keys do not. */
const hasExternalId = (resource: unknown, key: string): boolean => externalIdOf(resource) === key;

/** A userName is of no letter case (RFC 7643, section 4.1.1). Who has another externalId is somebody else. */
const hasUserName =
  (match: Match) =>
  (resource: unknown, key: string): boolean => {
    const userName = member(resource, 'userName');
    const isNamed = typeof userName === 'string' && userName.toLowerCase() === key.toLowerCase();
    return isNamed && (match === 'userName' || [undefined, key].includes(externalIdOf(resource)));
  };
