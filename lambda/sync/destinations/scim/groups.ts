import type { ScimDestinationOptions } from '../../../../connectors/destinations/scim/options.ts';
import { groupSchema } from '../../../../connectors/destinations/scim/user-attributes.ts';
import { member } from '../../../../connectors/scim/attribute-path.ts';
import { DestinationError } from '../destination-error.ts';
import type { DestinationGroups } from '../running-destination.ts';
import { idIn } from './change-result.ts';
import type { Abilities } from './discover.ts';
import { changeMembers } from './group-members.ts';
import { listResources } from './list-resources.ts';
import type { ScimService } from './scim-service.ts';
import { searchBy } from './search-by.ts';

const withoutMembers = { excludedAttributes: 'members' };

/** What the configuration says of groups. */
export type GroupSettings = Pick<ScimDestinationOptions, 'groupPrefix' | 'removeMembers'>;

/** Groups of a service: found and made by name, and changed member by member. */
export const scimGroups = (
  service: ScimService,
  abilities: Abilities,
  { groupPrefix: prefix, removeMembers }: GroupSettings,
): DestinationGroups => {
  const { groups: path, users, page } = abilities;
  const search = searchBy({
    service,
    path,
    page,
    attribute: 'displayName',
    isHit: isNamed,
    query: withoutMembers,
    isSure: true,
  });

  const amongAll = async (names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, unknown>> => {
    const found = new Map<string, unknown>();
    for await (const resources of listResources(service, abilities, path, signal, withoutMembers))
      for (const name of names) {
        const group = resources.find((resource) => isNamed(resource, name) && isBetter(resource, name, found));
        if (group !== undefined) found.set(name, group);
      }
    return found;
  };

  const find: DestinationGroups['find'] = async (names, signal) => {
    const displayed = names.map((name) => prefix + name);
    const hits =
      (abilities.filter ? await search(displayed, signal) : undefined) ?? (await amongAll(displayed, signal));
    return new Map([...hits].map(([name, group]) => [name.slice(prefix.length), idOf(group)]));
  };

  return {
    find,
    create: async (name, signal) => {
      const body = { schemas: [groupSchema], displayName: prefix + name };
      const { status, body: made, headers } = await service.send('POST', path, signal, { body });
      const isMade = status >= 200 && status < 300;
      const id = isMade ? idIn({ status, body: made, location: headers.get('location') ?? undefined }) : undefined;
      // Somebody else made it, or we did, and the answer was lost.
      const known = id ?? (isMade || status === 409 ? (await find([name], signal)).get(name) : undefined);
      if (known !== undefined) return known;
      throw new DestinationError(
        'destination-refused',
        'POST /Groups: the service makes no group: give these credentials the right to, or make the group there',
        {
          detail: { status },
        },
      );
    },
    change: (id, members, signal) =>
      changeMembers({ service, users, removeMembers, path: `${path}/${encodeURIComponent(id)}` }, members, signal),
  };
};

/** Names of groups are of no letter case (RFC 7643, section 4.2), but two may differ by it alone at a service that thinks otherwise. */
const isNamed = (group: unknown, name: string): boolean => nameOf(group).toLowerCase() === name.toLowerCase();

const isBetter = (group: unknown, name: string, found: ReadonlyMap<string, unknown>): boolean =>
  !found.has(name) || (nameOf(group) === name && nameOf(found.get(name)) !== name);

const nameOf = (group: unknown): string => String(member(group, 'displayName') ?? '');

const idOf = (group: unknown): string => {
  const id = member(group, 'id');
  if (typeof id === 'string' && id !== '') return id;
  throw new DestinationError(
    'destination-unexpected',
    'GET /Groups: the service sends a group without id: ask who runs it',
  );
};
