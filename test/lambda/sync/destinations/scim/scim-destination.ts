import type { ScimDestinationOptions } from '../../../../../connectors/destinations/scim/options.ts';
import { scimDestinationOptions } from '../../../../../connectors/destinations/scim/options.ts';
import type { Change, Found, RunningDestination } from '../../../../../lambda/sync/destinations/running-destination.ts';
import { createScim } from '../../../../../lambda/sync/destinations/scim/create-scim.ts';
import type { JsonObject } from '../../../../../lambda/sync/json.ts';

/** What is never aborted. */
export const { signal } = new AbortController();

/** The destination as a sync has it, with what stands in the configuration. */
export const scimAt = (
  fetch: typeof globalThis.fetch,
  written: Partial<Record<keyof ScimDestinationOptions, unknown>> = {},
): RunningDestination =>
  createScim({
    options: scimDestinationOptions.parse({ baseUrl: 'https://app.example.com/scim', ...written }),
    fetch,
    isLocal: written.localServer !== undefined,
    now: () => 0,
    random: () => 0.5,
  });

/** The one user of that key. */
export const findOne = async (destination: RunningDestination, key: string): Promise<Found | undefined> =>
  (await destination.find([key], signal)).get(key);

/** What a sync does with one user: looks, compares, and changes what is another. */
export const deliver = async (destination: RunningDestination, key: string, document: JsonObject) => {
  const found = await findOne(destination, key);
  const fields = found ? destination.compare(found, document) : [];
  if (found?.isActive && fields.length === 0) return { fields, changed: undefined };
  const change: Change = found
    ? { kind: 'update', key, id: found.id, document, found, fields }
    : { kind: 'create', key, document };
  const [changed] = await destination.change([change], signal);
  return { fields, changed };
};

/** Everybody in the list. */
export const listAll = async (destination: RunningDestination): Promise<readonly Found[]> => {
  const users: Found[] = [];
  for await (const page of destination.list(signal)) users.push(...page);
  return users;
};
