import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunningConnector } from '../../../../../connectors/connector.ts';
import type { Item } from '../../../../../connectors/item.ts';
import type { Platform } from '../../../../../lambda/platform/platform.ts';
import { pacedFetch } from '../../../../../lambda/sync/apply/paced-fetch.ts';
import { openSync } from '../../../../../lambda/sync/open-sync.ts';
import type { RunKind } from '../../../../../lambda/sync/sync-run.ts';
import type { ScimFault } from '../../../../standins/scim/scim-fault.ts';
import { type ScimInMemory, type ScimStandInOptions, scimInMemory } from '../../../../standins/scim/scim-in-memory.ts';
import { memoryState } from '../../../support/memory-state.ts';
import { syncConfig } from '../../support/sync-world.ts';
import { scimAt, signal } from './scim-destination.ts';

interface Person {
  readonly key: string;
  readonly office: string;
  readonly teams: readonly string[];
}

/** A sync between people who change and a SCIM service, with everything between that a deployed one has. */
const syncOf = (service: ScimInMemory, written: object) => {
  let people: readonly Person[] = [];
  let clock = Date.parse('2026-03-01T00:00:00Z');
  let references = 0;
  let key: string | undefined;
  const state = memoryState();
  const connector: RunningConnector = {
    async *import() {
      yield { items: itemsOf(people) };
    },
  };
  const own = {
    secrets: { read: async () => ({}) },
    keys: { readOrCreate: async (make: () => string) => (key ??= make()) },
    state,
    log: { info() {}, warn() {}, error() {} },
    now: () => clock,
    random: () => 0.5,
    reference: () => `run-${++references}`,
    http: () => () => Promise.reject(new Error('nobody is called')),
    fetch: () => Promise.reject(new Error('nobody is called')),
  } as unknown as Platform;
  const sync = syncConfig({
    map: {
      title: '${user.office}',
      emails: [{ value: '${user.login}@acme.example', type: 'work' }],
      roles: ['${user.office}', 'all'],
    },
    deleteAfterDays: 1,
  });
  const document = {
    gateway: 'acme',
    vendor: { name: 'vendor' },
    name: 'users',
    sync,
    source: { connector: 'test', serve: ['import'], claims: {}, closed: [], options: {} },
  } as const;
  return {
    async run(kind: RunKind, now: readonly Person[]) {
      people = now;
      clock += 12 * 3_600_000;
      const fetch = pacedFetch({
        fetch: service.fetch,
        rate: sync.rate,
        sleep: async () => {},
        now: () => clock,
        random: () => 0,
      });
      const platforms = { own, source: own, wake: async () => undefined };
      const open = openSync({ document: document as never, connector, platforms, destination: scimAt(fetch, written) });
      const record = await open.run({ id: `asked-${++references}`, kind, cause: 'command', at: clock }, { signal });
      return record === 'busy' ? record : record.outcome;
    },
  };
};

const itemsOf = (people: readonly Person[]): readonly Item[] => {
  const text = (value: string) => ({ type: 'string', value }) as const;
  return [
    ...[...new Set(people.flatMap(({ teams }) => teams))].map(
      (team): Item => ({ kind: 'entity', type: 'team', id: team, name: team }),
    ),
    ...people.map(
      ({ key, office }): Item => ({
        kind: 'entity',
        type: 'person',
        id: `p-${key}`,
        name: key,
        attributes: { login: text(key), office: text(office) },
      }),
    ),
    ...people.flatMap(({ key, teams }) =>
      teams.map(
        (team): Item => ({ kind: 'relationship', fromType: 'person', fromId: `p-${key}`, toType: 'team', toId: team }),
      ),
    ),
  ];
};

/** What the service must have of who is at the source, and of nobody else as active. */
const check = (service: ScimInMemory, people: readonly Person[]): void => {
  const ours = new Map(
    [...service.users()]
      .filter(([, user]) => user['externalId'] !== undefined)
      .map(([id, user]) => [String(user['externalId']), { id, user }]),
  );
  for (const { key, office } of people) {
    expect(ours.get(key)?.user).toMatchObject({ active: true, title: office });
    expect((ours.get(key)!.user['roles'] as { value: string }[]).map(({ value }) => value).sort()).toEqual(
      [...new Set([office, 'all'])].sort(),
    );
  }
  for (const [key, { user }] of ours)
    if (!people.some((person) => person.key === key)) expect(user['active']).toBe(false);
  const groups = service.groups();
  for (const team of new Set(people.flatMap(({ teams }) => teams))) {
    const members = people.filter(({ teams }) => teams.includes(team)).map(({ key }) => ours.get(key)!.id);
    expect(groups.get(team)).toEqual(members.sort());
  }
  expect(groups.get('foreign')).toEqual(['u-1']);
  expect(service.users().get('u-1')).toMatchObject({ userName: 'foreign', title: 'Theirs' });
};

const persons = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    office: fc.constantFrom('Ghent', 'Bruges', 'all'),
    teams: fc.subarray(['red', 'blue']),
  }),
  { selector: ({ key }) => key, minLength: 1 },
);
const faults: fc.Arbitrary<ScimFault> = fc.record({
  nth: fc.integer({ min: 1, max: 25 }),
  is: fc.constantFrom<ScimFault['is'][]>('cut-before', 'cut-after', 500, 429, 400, 409),
});
const services = fc.record<ScimStandInOptions>({
  etags: fc.boolean(),
  or: fc.boolean(),
  page: fc.constantFrom(2, 100),
  bulk: fc.constantFrom(undefined, { maxOperations: 3, maxPayloadSize: 5_000 }),
});

describe('a sync with a SCIM service', () => {
  test('ends as the source says, whatever went wrong on the way, and touches nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(
        services,
        fc.constantFrom('patch', 'put'),
        fc.array(
          fc.record({
            people: persons,
            faults: fc.array(faults, { maxLength: 4 }),
            kind: fc.constantFrom<RunKind[]>('changed', 'full'),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        async (rules, update, history) => {
          const service = scimInMemory(rules);
          const foreign = service.addUser({ userName: 'foreign', title: 'Theirs' });
          service.addGroup('foreign', [foreign]);
          const sync = syncOf(service, { update });
          for (const { people, faults, kind } of history) {
            for (const fault of faults) service.fault(fault);
            await sync.run(kind, people);
            service.clearFaults();
          }
          const { people } = history.at(-1)!;
          for (const kind of ['retry', 'full', 'retry'] as const) await sync.run(kind, people);
          expect(await sync.run('full', people)).toBe('done');
          check(service, people);
          service.resetCalls();
          expect(await sync.run('full', people)).toBe('done');
          expect(service.writes()).toBe(0);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('has 250 people in a group of a service that loses some of them', async () => {
    const service = scimInMemory({
      losses: { beyond: 100, times: 2 },
      bulk: { maxOperations: 50, maxPayloadSize: 100_000 },
    });
    service.addGroup('foreign', [service.addUser({ userName: 'foreign', title: 'Theirs' })]);
    const people = Array.from(
      { length: 250 },
      (_, index): Person => ({ key: `k${index}`, office: 'Ghent', teams: ['red'] }),
    );
    const sync = syncOf(service, {});
    expect(await sync.run('changed', people)).toBe('done');
    check(service, people);
    service.resetCalls();
    expect(await sync.run('full', people)).toBe('done');
    expect(service.writes()).toBe(0);
    const fewer = people.map((person, index) => (index < 30 ? { ...person, teams: [] } : person));
    expect(await sync.run('changed', fewer)).toBe('done');
    check(service, fewer);
  });
});
