import type { HttpOptions } from '../../../../../connectors/destinations/http/options.ts';
import { http } from '../../../../../connectors/destinations/http.ts';
import { createHttp } from '../../../../../lambda/sync/destinations/http/create-http.ts';
import type { Found, RunningDestination } from '../../../../../lambda/sync/destinations/running-destination.ts';
import {
  type JsonUsers,
  type JsonUsersOptions,
  startJsonUsers,
} from '../../../../standins/json-users/start-json-users.ts';
import { destinationFetch } from '../destination-fetch.ts';

const host = 'crm.acme.example';
const token = 'CANARY-token';

/** The five lines that an API needs which has users as REST does. */
export const plain = {
  baseUrl: `https://${host}/api/v1`,
  authentication: 'bearer',
  key: '/login',
  active: '/active',
};

/** An API, and what writes to it. */
export interface ApiWorld {
  readonly api: JsonUsers;
  readonly destination: RunningDestination;
}

const started: JsonUsers[] = [];

/** An API with nobody in it, and the destination as a sync has it. */
export const apiWorld = async (settings: object = {}, options: Partial<JsonUsersOptions> = {}): Promise<ApiWorld> => {
  const api = await startJsonUsers({ host, token, ...options });
  started.push(api);
  const resolved = http.options.parse({ ...plain, ...settings });
  // What is deployed went through JSON.
  const deployed = JSON.parse(JSON.stringify(resolved)) as Record<string, unknown>;
  const fetch = destinationFetch({
    authentication: http.authentication(deployed as unknown as HttpOptions),
    secret: { token },
    origins: { [host]: api.origin },
    now: Date.now,
  });
  return { api, destination: createHttp({ options: deployed, fetch, isLocal: false, now: Date.now, random: () => 0 }) };
};

/** Of all that a test has started. */
export const stopApis = async (): Promise<void> => {
  await Promise.all(started.splice(0).map((api) => api.stop()));
};

/** Nobody ends it. */
export const { signal } = new AbortController();

/** Everybody whom the destination lists. */
export const listed = async ({ destination }: ApiWorld): Promise<readonly Found[]> => {
  const all: Found[] = [];
  for await (const page of destination.list(signal)) all.push(...page);
  return all;
};
