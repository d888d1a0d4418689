import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Change, RunningDestination } from '../../../../../lambda/sync/destinations/running-destination.ts';
import { sourceFetch } from '../../../../connectors/support/source-fetch.ts';
import { deliver, findOne, listAll, scimAt, signal } from './scim-destination.ts';
import { type ScimmyService, startScimmy } from './scimmy-service.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const documentOf = (index: number) => ({
  userName: `person.${index}@acme.example`,
  displayName: `Person ${index}`,
  name: { givenName: 'Person', familyName: `${index}` },
  emails: [{ value: `person.${index}@acme.example`, type: 'work', primary: true }],
  roles: ['editor', 'viewer'],
  [enterprise]: { department: `Department ${index % 4}`, manager: { value: 'm1' } },
});

let service: ScimmyService;
const fetch = sourceFetch({ kind: 'bearer', prefix: '' }, { token: 'good-token' });
const scimWith = (written = {}): RunningDestination => scimAt(fetch, { localServer: service.baseUrl, ...written });

beforeAll(async () => {
  service = await startScimmy();
});
afterAll(() => service.stop());
beforeEach(() => {
  service.calls.clear();
  service.users.clear();
});

describe.each(['patch', 'put'])('a SCIM server from a published package, by %s', (update) => {
  test('has users made, changed, disabled and deleted, and nothing is sent a second time', async () => {
    const scim = scimWith({ update });
    const { changed } = await deliver(scim, 'k1', documentOf(1));
    const id = changed?.outcome === 'done' ? changed.id! : '';
    expect(service.users.get(id)).toMatchObject({
      externalId: 'k1',
      active: true,
      roles: [{ value: 'editor' }, { value: 'viewer' }],
    });
    expect(await deliver(scim, 'k1', documentOf(1))).toEqual({ fields: [], changed: undefined });

    const other = {
      ...documentOf(1),
      displayName: 'Another',
      name: { givenName: 'An', familyName: '1' },
      emails: [
        { value: 'another@acme.example', type: 'work', primary: true },
        { value: 'home@acme.example', type: 'home' },
      ],
      roles: ['viewer'],
      [enterprise]: { department: 'Risk', manager: { value: 'm2' } },
    };
    expect((await deliver(scim, 'k1', other)).changed).toMatchObject({ outcome: 'done' });
    expect(await deliver(scim, 'k1', other)).toEqual({ fields: [], changed: undefined });
    expect(service.users.get(id)).toMatchObject({ displayName: 'Another', [enterprise]: { department: 'Risk' } });
    expect(
      (
        await deliver(scim, 'k1', {
          ...other,
          emails: [
            { value: 'once.more@acme.example', type: 'work', primary: true },
            { value: 'home@acme.example', type: 'home' },
          ],
        })
      ).changed,
    ).toMatchObject({ outcome: 'done' });

    const [disabled] = await scim.change([{ kind: 'disable', key: 'k1', id }], signal);
    expect(disabled).toMatchObject({ outcome: 'done' });
    expect(await findOne(scim, 'k1')).toMatchObject({ isActive: false });
    const gone: Change[] = [{ kind: 'delete', key: 'k1', id }];
    for (let times = 0; times < 2; times++)
      expect(await scim.change(gone, signal)).toMatchObject([{ outcome: 'done', id: undefined }]);
    expect(service.users.size).toBe(0);
  });
});

describe('the same server', () => {
  test('takes many at once, is listed in pages, and has members in groups', async () => {
    const scim = scimWith();
    await scim.find([], signal);
    expect(scim.batch).toBe(20);
    const creates = Array.from(
      { length: 110 },
      (_, index): Change => ({ kind: 'create', key: `k${index}`, document: documentOf(index) }),
    );
    const made = await scim.change(creates, signal);
    expect(made.filter(({ outcome }) => outcome === 'done')).toHaveLength(110);
    expect(service.calls.get('POST /Bulk')).toBe(6);
    expect(service.calls.has('POST /Users')).toBe(false);

    const listed = await listAll(scim);
    expect(listed.map(({ key }) => key).sort()).toEqual(creates.map(({ key }) => key).sort());
    for (const found of listed) expect(scim.compare(found, documentOf(Number(found.key.slice(1))))).toEqual([]);
    expect(
      (
        await scim.find(
          creates.slice(0, 50).map(({ key }) => key),
          signal,
        )
      ).size,
    ).toBe(50);

    const ids = made.flatMap((each) => (each.outcome === 'done' ? [each.id!] : []));
    const groups = scim.groups!;
    const id = await groups.create('Staff', signal);
    expect(await groups.find(['Staff', 'Nobody'], signal)).toEqual(new Map([['Staff', id]]));
    await groups.change(id, { add: ids, remove: [] }, signal);
    await groups.change(id, { add: [], remove: ids.slice(0, 90) }, signal);
    const members = service.groups.get(id)!['members'] as { value: string }[];
    expect(members.map(({ value }) => value).sort()).toEqual(ids.slice(90).sort());

    service.calls.clear();
    const changes = listed.map((found): Change => {
      const document = { ...documentOf(Number(found.key.slice(1))), displayName: 'Everybody' };
      return { kind: 'update', key: found.key, id: found.id, document, found, fields: scim.compare(found, document) };
    });
    const updated = await scim.change([...changes, { kind: 'disable', key: 'nobody', id: 'nobody' }], signal);
    expect(updated.map(({ outcome }) => outcome)).toEqual([...Array(110).fill('done'), 'failed']);
    expect(service.calls.get('PATCH /Users') ?? 0).toBe(0);
    expect([...service.users.values()].every(({ displayName }) => displayName === 'Everybody')).toBe(true);
  });

  test('says who calls with wrong credentials', async () => {
    const wrong = sourceFetch({ kind: 'bearer', prefix: '' }, { token: 'bad-token' });
    const scim = scimAt(wrong, { localServer: service.baseUrl });
    await expect(scim.find(['k1'], signal)).rejects.toMatchObject({ name: 'SourceError', code: 'credentials-refused' });
  });
});
