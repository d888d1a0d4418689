import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../../lambda/sync/destinations/running-destination.ts';
import { scimInMemory } from '../../../../standins/scim/scim-in-memory.ts';
import { scimAt, signal } from './scim-destination.ts';

const bulk = { maxOperations: 10, maxPayloadSize: 20_000 };
const create = (index: number): Change => ({
  kind: 'create',
  key: `key-${index}`,
  document: { userName: `user-${index}`, title: 'Analyst' },
});
const creates = (count: number): readonly Change[] => Array.from({ length: count }, (_, index) => create(index));

describe('changes are sent together', () => {
  test.each(['patch', 'put'])('each with an outcome of its own, by %s', async (update) => {
    const service = scimInMemory({ bulk, etags: true });
    const scim = scimAt(service.fetch, { update });
    const made = await scim.change(creates(25), signal);
    expect(made.map((each) => ({ ...each }))).toEqual(
      creates(25).map(({ key }) => ({ outcome: 'done', key, id: expect.stringMatching(/^u-/) })),
    );
    expect(service.calls.get('POST /Bulk')).toBe(3);
    expect(service.calls.has('POST /Users')).toBe(false);

    const keys = creates(25).map(({ key }) => key);
    const found = await scim.find(keys, signal);
    for (const { key, id } of found.values()) expect(service.users().get(id)).toMatchObject({ externalId: key });
    const document = { userName: 'taken', title: 'Head' };
    const updates = [0, 1, 2].map((index): Change => {
      const there = found.get(`key-${index}`)!;
      const own = index === 2 ? document : { ...document, userName: `user-${index}` };
      return {
        kind: 'update',
        key: there.key,
        id: there.id,
        document: own,
        found: there,
        fields: scim.compare(there, own),
      };
    });
    service.addUser({ userName: 'taken' });
    const changes: Change[] = [
      ...updates,
      { kind: 'disable', key: 'key-3', id: found.get('key-3')!.id },
      { kind: 'delete', key: 'key-4', id: found.get('key-4')!.id },
      { kind: 'delete', key: 'key-5', id: 'u-nobody' },
      { kind: 'disable', key: 'key-6', id: 'u-nobody' },
      create(7),
    ];
    expect(
      (await scim.change(changes, signal)).map((each) => (each.outcome === 'done' ? each.outcome : each.code)),
    ).toEqual(['done', 'done', 'conflict', 'done', 'done', 'done', 'gone', 'done']);
    expect(service.users().get(found.get('key-3')!.id)).toMatchObject({ active: false });
    expect(service.users().has(found.get('key-4')!.id)).toBe(false);
    expect(service.users().get(found.get('key-0')!.id)).toMatchObject({ title: 'Head' });
  });

  test('in as many requests as their size asks for', async () => {
    const service = scimInMemory({ bulk: { maxOperations: 100, maxPayloadSize: 2_000 } });
    const made = await scimAt(service.fetch).change(creates(40), signal);
    expect(made.every(({ outcome }) => outcome === 'done')).toBe(true);
    expect(service.calls.get('POST /Bulk')).toBeGreaterThan(3);
    expect(service.calls.has('POST /Users')).toBe(false);
  });

  test('not where the configuration says never', async () => {
    const service = scimInMemory({ bulk });
    await scimAt(service.fetch, { bulk: 'never' }).change(creates(3), signal);
    expect(service.calls.has('POST /Bulk')).toBe(false);
    expect(service.users().size).toBe(3);
  });

  test.each([413, 500, 501, 'cut-before', 'cut-after'] as const)('and one by one after %s', async (is) => {
    const service = scimInMemory({ bulk });
    service.fault({ method: 'POST', path: '/Bulk', is });
    const scim = scimAt(service.fetch);
    const made = await scim.change(creates(5), signal);
    expect(made).toEqual(creates(5).map(({ key }) => ({ outcome: 'done', key, id: expect.stringMatching(/^u-/) })));
    expect(service.users().size).toBe(5);
  });

  test('and changes whose answer was lost are not made twice', async () => {
    const service = scimInMemory({ bulk, adds: false });
    const scim = scimAt(service.fetch);
    await scim.change(creates(3), signal);
    const found = await scim.find(['key-0', 'key-1', 'key-2'], signal);
    const changes = [...found.values()].map((there): Change => {
      const document = { userName: String(there.document?.['userName']), roles: ['a', 'b'] };
      return {
        kind: 'update',
        key: there.key,
        id: there.id,
        document,
        found: there,
        fields: scim.compare(there, document),
      };
    });
    service.resetCalls();
    service.fault({ method: 'POST', path: '/Bulk', is: 'cut-after' });
    expect((await scim.change(changes, signal)).map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
    for (const user of service.users().values()) expect(user['roles']).toEqual([{ value: 'a' }, { value: 'b' }]);
    expect(service.writes()).toBe(1);
  });

  test('and one by one what is left out of the answer', async () => {
    const service = scimInMemory({ bulk });
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await service.fetch(input, init);
      if (!String(input).endsWith('/Bulk')) return response;
      const body = (await response.json()) as { Operations: object[] };
      return Response.json({ ...body, Operations: body.Operations.slice(2) });
    };
    const made = await scimAt(fetch).change(creates(5), signal);
    expect(made.map(({ outcome }) => outcome)).toEqual(Array(5).fill('done'));
    expect(service.users().size).toBe(5);
  });

  test('also to a service that answers in their order, without bulkIds, and by objects', async () => {
    const service = scimInMemory({ bulk });
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await service.fetch(input, init);
      if (!String(input).endsWith('/Bulk')) return response;
      const body = (await response.json()) as { Operations: Record<string, unknown>[] };
      const plain = body.Operations.toReversed().map(({ bulkId: _, status, ...rest }) => ({
        ...rest,
        status: { code: status },
      }));
      return Response.json({ ...body, Operations: plain });
    };
    const made = await scimAt(fetch).change(creates(5), signal);
    expect(made).toEqual(creates(5).map(({ key }, index) => ({ outcome: 'done', key, id: `u-${index + 1}` })));
    expect(service.calls.has('POST /Users')).toBe(false);
  });
});
