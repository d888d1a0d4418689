import { addressAt } from '../../../../connectors/destinations/address-at.ts';
import type { ScimDestinationOptions } from '../../../../connectors/destinations/scim/options.ts';
import type { DestinationGroups, DestinationOptions, RunningDestination } from '../running-destination.ts';
import { type BulkChanges, bulkChanges } from './bulk-changes.ts';
import { changeUsers } from './change-users.ts';
import { compareUser } from './compare-user.ts';
import { type Abilities, discover } from './discover.ts';
import { type FindUsers, findUsers } from './find-users.ts';
import { foundUser } from './found-user.ts';
import { scimGroups } from './groups.ts';
import { listResources } from './list-resources.ts';
import { noFacts } from './schema-facts.ts';
import { scimService } from './scim-service.ts';
import { comparedUser, newUser } from './user-resource.ts';

/** What is made from what a service can do. */
interface Opened {
  readonly abilities: Abilities;
  readonly find: FindUsers;
  readonly change: BulkChanges;
  readonly groups: DestinationGroups;
  readonly batch: number;
}

/** Before the service was asked what it takes, any number may be given: it is split where it must be. */
const batchUnknown = 100;

/**
 * A SCIM 2.0 service (RFC 7643, RFC 7644) that users and groups are written to. What it can do is asked once, at first use.
 *
 * @param options as `scimDestinationOptions` resolved them
 */
export const createScim = (options: DestinationOptions): RunningDestination => {
  const settings = options.options as unknown as ScimDestinationOptions;
  const service = scimService(addressAt(settings, options.isLocal), options.fetch);
  const { match } = settings;
  let opening: Promise<Opened> | undefined;
  let opened: Opened | undefined;

  const open = (signal: AbortSignal): Promise<Opened> => {
    opening ??= openWith(signal).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };

  const openWith = async (signal: AbortSignal): Promise<Opened> => {
    const abilities = pagedBy(settings.paging, await discover(service, signal));
    const find = findUsers(service, abilities, match);
    const isPatched = settings.update === 'patch' || (settings.update === 'discover' && abilities.patch);
    const manner = { update: isPatched ? 'patch' : 'put', lists: 'values' } as const;
    const users = changeUsers({ service, abilities, options: settings, find, manner });
    const limits = settings.bulk === 'auto' ? abilities.bulk : undefined;
    const change: BulkChanges = limits
      ? bulkChanges(service, users, limits)
      : (changes, within) => Promise.all(changes.map((each) => users.change(each, within)));
    const groups = scimGroups(service, abilities, settings);
    opened = { abilities, find, change, groups, batch: limits?.operations ?? 1 };
    return opened;
  };

  return {
    get batch() {
      return opened?.batch ?? (settings.bulk === 'auto' ? batchUnknown : 1);
    },
    async *list(signal) {
      const { abilities } = await open(signal);
      for await (const resources of listResources(service, abilities, abilities.users, signal))
        yield resources.map((resource) => foundUser(resource, match));
    },
    find: async (keys, signal) => (await open(signal)).find(keys, signal),
    compare: ({ key, document = {} }, wanted) =>
      compareUser(document, comparedUser(key, wanted, match), opened?.abilities.schema ?? noFacts),
    change: async (changes, signal) => (await open(signal)).change(changes, signal),
    payload: (key, document) => JSON.stringify(newUser(key, document, match)),
    groups: {
      find: async (names, signal) => (await open(signal)).groups.find(names, signal),
      create: async (name, signal) => (await open(signal)).groups.create(name, signal),
      change: async (id, members, signal) => (await open(signal)).groups.change(id, members, signal),
    },
  };
};

const pagedBy = (paging: ScimDestinationOptions['paging'], abilities: Abilities): Abilities =>
  paging === 'auto' ? abilities : { ...abilities, cursor: paging === 'cursor' };
