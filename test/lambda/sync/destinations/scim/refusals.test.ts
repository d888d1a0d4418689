import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../../lambda/sync/destinations/running-destination.ts';
import type { ScimFault } from '../../../../standins/scim/scim-fault.ts';
import { scimInMemory } from '../../../../standins/scim/scim-in-memory.ts';
import { deliver, findOne, listAll, scimAt, signal } from './scim-destination.ts';

const document = {
  userName: 'secret.person@acme.example',
  title: 'Analyst',
  emails: [{ value: 'secret.person@acme.example', type: 'work' }],
};
const changed = { ...document, title: 'Head', emails: [{ value: 'secret.other@acme.example', type: 'work' }] };
const create: Change = { kind: 'create', key: 'key-7', document };

/** Whether something that is told repeats a value, or what the service said. */
const isLeaked = (told: unknown): boolean => /secret|CANARY|key-7|u-1/.test(`${told} ${JSON.stringify(told)}`);

describe('who can not be changed', () => {
  test.each([
    [400, 'refused'],
    [403, 'refused'],
    [409, 'conflict'],
    [413, 'refused'],
    [500, 'failed'],
    ['cut-before', 'failed'],
  ] as const)('is told with %s as %s, without a value', async (is, code) => {
    const service = scimInMemory();
    for (const nth of [1, 2]) service.fault({ method: 'POST', path: '/Users', nth, is });
    const [outcome] = await scimAt(service.fetch).change([create], signal);
    expect(outcome).toMatchObject({ outcome: 'failed', code, ...(typeof is === 'number' && { status: is }) });
    expect(isLeaked({ ...outcome, key: '' })).toBe(false);
  });

  test('because of another with the same userName is a conflict, and the other is left alone', async () => {
    const service = scimInMemory();
    service.addUser({ userName: document.userName, title: 'Somebody else' });
    const [outcome] = await scimAt(service.fetch).change([create], signal);
    expect(outcome).toMatchObject({ outcome: 'failed', code: 'conflict', status: 409 });
    expect(service.users().get('u-1')).toMatchObject({ title: 'Somebody else' });
  });

  test.each(['patch', 'put'])('by %s because it is not there any more is gone', async (update) => {
    const service = scimInMemory();
    const scim = scimAt(service.fetch, { update });
    await deliver(scim, 'key-7', document);
    const found = (await findOne(scim, 'key-7'))!;
    await scim.change([{ kind: 'delete', key: 'key-7', id: found.id }], signal);
    const fields = scim.compare(found, changed);
    const [outcome, disabled] = await scim.change(
      [
        { kind: 'update', key: 'key-7', id: found.id, document: changed, found, fields },
        { kind: 'disable', key: 'key-7', id: found.id },
      ],
      signal,
    );
    expect(outcome).toMatchObject({ outcome: 'failed', code: 'gone' });
    expect(disabled).toMatchObject({ outcome: 'failed', code: 'gone' });
    expect(isLeaked({ ...outcome, key: '' })).toBe(false);
  });
});

describe('the whole destination', () => {
  const faults: readonly (readonly [string, ScimFault, object])[] = [
    ['credentials that are refused', { is: 401 }, { name: 'SourceError', code: 'credentials-refused' }],
    ['too many requests', { is: 429 }, { code: 'destination-throttled' }],
    ['a redirect', { is: 302, headers: { location: 'https://evil.example' } }, { code: 'destination-unexpected' }],
    ['a failure', { is: 500 }, { code: 'destination-failed' }],
  ];
  test.each(faults)('can not be used with %s', async (_, fault, error) => {
    for (const nth of [1, 4]) {
      const service = scimInMemory();
      service.addUser({ userName: 'secret.a' });
      service.fault({ ...fault, nth });
      const thrown = await listAll(scimAt(service.fetch)).catch((each: unknown) => each);
      expect(thrown).toMatchObject(error);
      expect(isLeaked(thrown)).toBe(false);
    }
  });

  test('is asked anew what it can do when it could not be asked', async () => {
    const service = scimInMemory();
    service.fault({ path: '/ServiceProviderConfig', is: 503 });
    const scim = scimAt(service.fetch);
    await expect(scim.find(['1'], signal)).rejects.toMatchObject({ code: 'destination-failed' });
    expect(await scim.find(['1'], signal)).toEqual(new Map());
  });

  test.each([
    ['ECONNREFUSED', 'destination-unreachable'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'destination-unreachable'],
    ['ECONNRESET', 'destination-failed'],
  ])('can not be reached with %s', async (code, expected) => {
    const fetch = () =>
      Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('secret'), { code }) }));
    const thrown = await scimAt(fetch)
      .find(['1'], signal)
      .catch((each: unknown) => each);
    expect(thrown).toMatchObject({ code: expected, detail: { code } });
    expect(isLeaked(thrown)).toBe(false);
  });

  test.each([
    ['a page of HTML', () => new Response('<html>sign in</html>', { headers: { 'content-type': 'text/html' } })],
    ['no list', () => Response.json({ hello: 'secret' })],
    ['a user without id', () => Response.json({ totalResults: 1, Resources: [{ id: '', userName: 'secret' }] })],
  ])('is no SCIM service with %s', async (_, answer) => {
    const fetch = async (input: Parameters<typeof globalThis.fetch>[0]) =>
      /\/Users/.test(String(input)) ? answer() : new Response(null, { status: 404 });
    const thrown = await listAll(scimAt(fetch)).catch((each: unknown) => each);
    expect(thrown).toMatchObject({ code: 'destination-unexpected' });
    expect(isLeaked(thrown)).toBe(false);
  });

  test('has nothing at an address where all is 404', async () => {
    const nothing = async () => new Response(null, { status: 404 });
    for (const ask of [(scim: ReturnType<typeof scimAt>) => scim.find(['1'], signal), listAll])
      await expect(ask(scimAt(nothing))).rejects.toMatchObject({
        code: 'destination-unexpected',
        message: expect.stringContaining('baseUrl'),
      });
  });

  test('may say 404 where nobody has a key', async () => {
    const service = scimInMemory();
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await service.fetch(input, init);
      const { totalResults } = (await response.clone().json()) as { totalResults?: number };
      return totalResults === 0 && String(input).includes('filter') ? new Response(null, { status: 404 }) : response;
    };
    const scim = scimAt(fetch);
    expect((await deliver(scim, '1', document)).changed).toMatchObject({ outcome: 'done' });
    expect([...(await scim.find(['1', '2'], signal)).keys()]).toEqual(['1']);
  });

  test('gives up when it is told to', async () => {
    const service = scimInMemory();
    const controller = new AbortController();
    controller.abort(new Error('stop'));
    await expect(scimAt(service.fetch).find(['1'], controller.signal)).rejects.toThrow('stop');
  });
});

describe('what was refused is done another way', () => {
  test('by PUT, where a service takes no PATCH though it says so', async () => {
    const service = scimInMemory({ isShown: false, patch: false });
    const scim = scimAt(service.fetch);
    await deliver(scim, 'key-7', document);
    expect((await deliver(scim, 'key-7', changed)).changed).toMatchObject({ outcome: 'done' });
    await deliver(scim, 'key-7', document);
    expect(service.calls.get('PATCH /Users')).toBe(1);
    expect(service.users().get('u-1')).toMatchObject({ title: 'Analyst' });
  });

  test('with whole lists, where a service knows no filters in paths', async () => {
    const service = scimInMemory({ pathFilters: false });
    const scim = scimAt(service.fetch);
    await deliver(scim, 'key-7', document);
    expect((await deliver(scim, 'key-7', changed)).changed).toMatchObject({ outcome: 'done' });
    await deliver(scim, 'key-7', document);
    expect(service.calls.get('PATCH /Users')).toBe(3);
    expect((await deliver(scim, 'key-7', document)).fields).toEqual([]);
  });

  test('with filters, as long as nobody refuses them for that', async () => {
    const service = scimInMemory();
    const scim = scimAt(service.fetch);
    await deliver(scim, 'key-7', document);
    service.fault({ method: 'PATCH', is: 400 });
    service.fault({ method: 'PATCH', nth: 2, is: 400 });
    expect((await deliver(scim, 'key-7', changed)).changed).toMatchObject({ code: 'refused' });
    await deliver(scim, 'key-7', changed);
    expect(service.sent.at(-1)).toMatchObject({
      Operations: [
        { op: 'replace', path: 'title', value: 'Head' },
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'secret.other@acme.example' },
      ],
    });
  });

  test('once more, where somebody else changed the user in between', async () => {
    const service = scimInMemory({ etags: true });
    const scim = scimAt(service.fetch, { update: 'put' });
    await deliver(scim, 'key-7', document);
    service.fault({ method: 'PUT', is: 412 });
    expect((await deliver(scim, 'key-7', changed)).changed).toMatchObject({ outcome: 'done' });
    for (const nth of [1, 2]) service.fault({ method: 'PUT', nth, is: 412 });
    expect((await deliver(scim, 'key-7', document)).changed).toMatchObject({
      outcome: 'failed',
      code: 'failed',
      status: 412,
    });
  });

  test('by disabling, where a service deletes nobody', async () => {
    const service = scimInMemory({ delete: false });
    const scim = scimAt(service.fetch, { delete: 'disable' });
    await deliver(scim, 'key-7', document);
    expect(await scim.change([{ kind: 'delete', key: 'key-7', id: 'u-1' }], signal)).toEqual([
      { outcome: 'done', key: 'key-7', id: undefined },
    ]);
    expect(service.users().get('u-1')).toMatchObject({ active: false });
  });
});

describe('a change whose answer was lost', () => {
  test.each([
    ['externalId', {}],
    ['userName', { externalId: false }],
  ] as const)('is not made twice by %s', async (match, rules) => {
    const service = scimInMemory(rules);
    const scim = scimAt(service.fetch, { match });
    service.fault({ method: 'POST', is: 'cut-after' });
    expect(await scim.change([create], signal)).toEqual([{ outcome: 'done', key: 'key-7', id: 'u-1' }]);
    expect(service.calls.get('POST /Users')).toBe(1);
    expect((await deliver(scim, 'key-7', document)).fields).toEqual([]);
  });

  test('and that a fetch has made again is taken over', async () => {
    const service = scimInMemory();
    const asking: typeof globalThis.fetch = (input, init) =>
      service.fetch(input, init).catch(() => service.fetch(input, init));
    service.fault({ method: 'POST', is: 'cut-after' });
    expect(await scimAt(asking).change([create], signal)).toEqual([{ outcome: 'done', key: 'key-7', id: 'u-1' }]);
    expect(service.calls.get('POST /Users')).toBe(2);
    expect(service.users().size).toBe(1);
  });

  test.each([
    ['patch', 'cut-after'],
    ['patch', 'cut-before'],
    ['put', 'cut-after'],
    ['put', 'cut-before'],
  ] as const)('by %s with %s, or of a deletion, is as it was to be', async (update, is) => {
    const service = scimInMemory({ etags: true });
    const scim = scimAt(service.fetch, { update });
    await deliver(scim, 'key-7', document);
    const more = { ...changed, roles: ['a', 'b'] };
    service.fault({ method: update.toUpperCase(), is });
    expect((await deliver(scim, 'key-7', more)).changed).toMatchObject({ outcome: 'done' });
    expect((await deliver(scim, 'key-7', more)).fields).toEqual([]);
    service.fault({ method: 'DELETE', is });
    expect(await scim.change([{ kind: 'delete', key: 'key-7', id: 'u-1' }], signal)).toMatchObject([
      { outcome: 'done' },
    ]);
    expect(service.users().size).toBe(0);
  });
});
