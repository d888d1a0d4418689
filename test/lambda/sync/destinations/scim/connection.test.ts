import { afterEach, describe, expect, test } from 'vitest';
import { sourceFetch } from '../../../../connectors/support/source-fetch.ts';
import { type ScimStandIn, startScim } from '../../../../standins/scim/start-scim.ts';
import { deliver, listAll, scimAt, signal } from './scim-destination.ts';

const fetchWith = (token: string) => sourceFetch({ kind: 'bearer', prefix: '' }, { token });

let service: ScimStandIn;
afterEach(() => service.stop());

describe('over a connection', () => {
  test('users are made, listed and changed', async () => {
    service = await startScim({ page: 3, etags: true });
    const scim = scimAt(fetchWith('good-token'), { localServer: service.baseUrl });
    for (const key of ['a', 'b', 'c', 'd']) await deliver(scim, key, { userName: `${key}@acme.example` });
    expect((await listAll(scim)).map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd']);
    expect((await deliver(scim, 'a', { userName: 'a@acme.example', title: 'Head' })).changed).toMatchObject({
      outcome: 'done',
    });
    expect(await scim.change([{ kind: 'delete', key: 'a', id: 'u-1' }], signal)).toMatchObject([{ outcome: 'done' }]);
  });

  test('a wrong token is told of as one', async () => {
    service = await startScim();
    const scim = scimAt(fetchWith('bad-token'), { localServer: service.baseUrl });
    await expect(listAll(scim)).rejects.toMatchObject({ name: 'SourceError', code: 'credentials-refused' });
  });

  test.each([
    ['cut-before', 0],
    ['cut-after', 1],
  ] as const)('that is %s a user fails, and the next run finds out', async (is, made) => {
    service = await startScim();
    const scim = scimAt(fetchWith('good-token'), { localServer: service.baseUrl });
    service.fault({ method: 'POST', is });
    expect((await deliver(scim, 'a', { title: 'Head' })).changed).toMatchObject({ outcome: 'failed', code: 'failed' });
    expect(service.users().size).toBe(made);
    await deliver(scim, 'a', { title: 'Head' });
    expect(service.users().size).toBe(1);
    expect((await deliver(scim, 'a', { title: 'Head' })).fields).toEqual([]);
  });

  test('where nobody listens is told of as such', async () => {
    service = await startScim();
    const other = await startScim();
    await other.stop();
    const scim = scimAt(fetchWith('good-token'), { localServer: other.baseUrl });
    await expect(listAll(scim)).rejects.toMatchObject({ code: 'destination-unreachable' });
  });
});
