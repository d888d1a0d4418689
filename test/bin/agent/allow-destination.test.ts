import { afterEach, describe, expect, test } from 'vitest';
import { type AllowedSync, allowText } from '../../../bin/agent/allow-text.ts';
import type { Destination } from '../../../connectors/destination.ts';
import { http } from '../../../connectors/destinations/http.ts';
import { panintelligence } from '../../../connectors/destinations/panintelligence.ts';
import { scimDestination } from '../../../connectors/destinations/scim.ts';
import { checkHttp } from '../../../lambda/relay/agent/policy/http/check-http.ts';
import { parseAgentPolicy } from '../../../lambda/relay/agent/policy/load-agent-policy.ts';
import { PolicyRefusal } from '../../../lambda/relay/agent/policy/policy-refusal.ts';
import type { RunningDestination } from '../../../lambda/sync/destinations/running-destination.ts';
import { call } from '../../lambda/relay/agent/run/refusals.ts';
import { apiWorld, plain, stopApis } from '../../lambda/sync/destinations/http/api-world.ts';
import { dashboardWorld, stopDashboards } from '../../lambda/sync/destinations/panintelligence/dashboard-world.ts';
import { scimAt, signal } from '../../lambda/sync/destinations/scim/scim-destination.ts';
import { type ScimStandInOptions, scimInMemory } from '../../standins/scim/scim-in-memory.ts';
import type { StandInRequest } from '../../standins/stand-in.ts';

afterEach(() => Promise.all([stopApis(), stopDashboards()]));

/** One call as it came: what the connection adds by itself is not the sync's. */
interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const ofConnection = /^(?:host|connection|content-length|transfer-encoding|accept-encoding)$/;
const sent = ({ method, target, headers }: StandInRequest): Sent => ({
  method,
  // Stand-ins have the host as the first segment. The ids of one have a slash, which no agent takes, whatever its rules say.
  url: `https:/${target.replaceAll('%2F', '-')}`,
  headers: Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (ofConnection.test(name) ? [] : [[name, String(value)]])),
  ),
});

/** What `sallyport agent allow` prints for a sync to a destination, as an agent reads it. */
const printed = (destination: Destination<never>, written: object) => {
  const options = destination.options.parse(written) as never;
  const configured = {
    name: 'bi-users',
    destination,
    sync: { to: { destination: destination.name, via: 'relay', options } },
    authentication: () => destination.authentication(options),
  } as unknown as AllowedSync;
  const text = allowText(configured, false);
  const { http: rules } = parseAgentPolicy(text, 'agent.yaml');
  const isAllowed = ({ method, url, headers = {} }: Partial<Sent>): boolean => {
    try {
      checkHttp(rules, call({ method: method!, url: url!, headers }));
      return true;
    } catch (error) {
      if (error instanceof PolicyRefusal) return false;
      throw error;
    }
  };
  return { text, isAllowed };
};

/** Everything that a sync does: users who come, change, are disabled and go, and groups. */
const workThrough = async (
  { list, find, compare, change, groups }: RunningDestination,
  documents: readonly object[],
) => {
  const [before, after] = documents as [never, never];
  const one = async () => (await find(['p.fry'], signal)).get('p.fry')!;
  await change(
    ['p.fry', 't.leela', 'bender'].map((key) => ({ kind: 'create' as const, key, document: before })),
    signal,
  );
  const found = await one();
  await change(
    [{ kind: 'update', key: 'p.fry', id: found.id, document: after, found, fields: compare(found, after) }],
    signal,
  );
  if (groups) {
    const id = (await groups.find(['Staff'], signal)).get('Staff') ?? (await groups.create('Staff', signal));
    await groups.change(id, { add: [found.id], remove: [] }, signal);
    await groups.change(id, { add: [], remove: [found.id] }, signal);
  }
  await change([{ kind: 'disable', key: 'p.fry', id: (await one()).id }], signal);
  await change([{ kind: 'delete', key: 'p.fry', id: (await one()).id }], signal);
  for await (const _ of list(signal));
};

describe('what is printed for a JSON API allows what a sync calls, and nothing beside', () => {
  const nextPage = { paging: { token: 'next', parameter: 'after' } };
  test.each([
    ['as REST has it', {}, {}],
    ['pages by links', { list: { paging: { link: 'header' } } }, { pageSize: 2 }],
    ['pages by cursors', { list: { rows: '/items', ...nextPage } }, { pageSize: 2, paging: 'cursor' } as const],
    ['a request for one user', { find: { query: { login: '${key}' } } }, {}],
    ['suspending by a request', { active: undefined, disable: { method: 'POST', path: '/users/${id}/suspend' } }, {}],
    ['changes alone', { update: { method: 'PATCH', headers: { 'X-Mode': 'merge' }, body: '${record}' } }, {}],
  ])('%s', async (_, settings, options) => {
    const { api, destination } = await apiWorld(settings, options);
    await workThrough(destination, [{ mail: 'a@acme.example' }, { mail: 'b@acme.example' }]);
    const { isAllowed } = printed(http as never, { ...plain, ...settings });
    const calls = api.requests.map(sent);
    expect(new Set(calls.map(({ method }) => method)).size).toBeGreaterThan(3);
    expect(calls.filter((each) => !isAllowed(each))).toEqual([]);
    for (const { method, url, headers } of calls) {
      expect(isAllowed({ method, url: `${url.split('?')[0]}/more/x`, headers })).toBe(false);
      expect(isAllowed({ method: 'OPTIONS', url, headers })).toBe(false);
      expect(isAllowed({ method, url, headers: { ...headers, 'x-more': '1' } })).toBe(false);
      expect(isAllowed({ method, url: url.replace('crm.', 'hr.'), headers })).toBe(false);
    }
  });
});

test.each(['usercode', 'userId'] as const)(
  'what is printed for a dashboard allows what a sync calls, and nothing beside: %s',
  async (payloadParameter) => {
    const { dashboard, destination } = await dashboardWorld({ payloadParameter } as object, { payloadParameter });
    await workThrough(destination, [{ user: { surname: 'Fry' } }, { user: { surname: 'Frei' } }]);
    const base = 'https://bi.acme.example/pi/api/v2';
    const { isAllowed } = printed(panintelligence as never, { baseUrl: base, payloadParameter });
    const calls = dashboard.requests.map(sent);
    expect(new Set(calls.map(({ method, url }) => `${method} ${url.split('?')[0]}`)).size).toBeGreaterThan(4);
    expect(calls.filter((each) => !isAllowed(each))).toEqual([]);
    expect(isAllowed({ method: 'PUT', url: `${base}/users/7` })).toBe(false);
    expect(isAllowed({ method: 'GET', url: `${base}/roles` })).toBe(false);
    expect(isAllowed({ method: 'GET', url: `${base}/users/syncPayload?other=1` })).toBe(false);
  },
);

describe('what is printed for a SCIM service allows what a sync calls, and nothing beside', () => {
  const baseUrl = 'https://app.example.com/scim';
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  test.each<[string, ScimStandInOptions, object]>([
    ['one by one', {}, { bulk: 'never' }],
    ['at once', { bulk: { maxOperations: 10, maxPayloadSize: 100_000 } }, {}],
    ['as a whole', {}, { update: 'put', bulk: 'never' }],
    ['by lists', { filters: [], page: 2 }, { paging: 'index' }],
    ['disabled in place of deleted', {}, { delete: 'disable' }],
  ])('%s', async (_, rules, settings) => {
    const service = scimInMemory(rules);
    const calls: Sent[] = [];
    const destination = scimAt(async (input, init) => {
      const request = new Request(input, init);
      calls.push({ method: request.method, url: request.url, headers: Object.fromEntries(request.headers) });
      return service.fetch(input, init);
    }, settings);
    await workThrough(destination, [
      { schemas, displayName: 'Fry' },
      { schemas, displayName: 'Frei' },
    ]);
    const { isAllowed } = printed(scimDestination as never, { baseUrl, ...settings });
    expect(calls.length).toBeGreaterThan(10);
    expect(calls.filter((each) => !isAllowed(each))).toEqual([]);
    expect(isAllowed({ method: 'DELETE', url: `${baseUrl}/Groups/7` })).toBe(false);
    expect(isAllowed({ method: 'GET', url: `${baseUrl}/Me` })).toBe(false);
    expect(isAllowed({ method: 'DELETE', url: `${baseUrl}/Users/7` })).toBe(!('delete' in settings));
    expect(isAllowed({ method: 'PUT', url: `${baseUrl}/Groups/7` })).toBe(false);
  });
});

test('says what somebody must look at', () => {
  const { text } = printed(panintelligence as never, { baseUrl: 'https://bi.acme.internal/pi/api/v2' });
  expect(text).toMatch(/^# What the destination of the sync bi-users \(.*\) needs of an agent\./);
  expect(text).toContain('# addresses: nobody knows them here.');
});
