import { afterEach, describe, expect, test } from 'vitest';
import { pacedFetch } from '../../../../../lambda/sync/apply/paced-fetch.ts';
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

  test.each(['cut-before', 'cut-after'] as const)('that is %s a user is made, it is made once', async (is) => {
    service = await startScim();
    const scim = scimAt(fetchWith('good-token'), { localServer: service.baseUrl });
    service.fault({ method: 'POST', is });
    expect((await deliver(scim, 'a', { title: 'Head' })).changed).toMatchObject({ outcome: 'done', id: 'u-1' });
    expect((await deliver(scim, 'a', { title: 'Head' })).fields).toEqual([]);
    expect(service.users().size).toBe(1);
  });

  test('that is cut each time costs one user one run', async () => {
    service = await startScim();
    const fetch = pacedFetch({
      fetch: fetchWith('good-token'),
      rate: { concurrency: 2 },
      sleep: async () => {},
      now: () => 0,
      random: () => 0,
    });
    const scim = scimAt(fetch, { localServer: service.baseUrl });
    for (const nth of [1, 2]) service.fault({ method: 'POST', nth, is: 'cut-before' });
    const [outcome] = await scim.change([{ kind: 'create', key: 'a', document: {} }], signal);
    expect(outcome).toMatchObject({ outcome: 'failed', code: 'failed' });
    expect(await scim.change([{ kind: 'create', key: 'a', document: {} }], signal)).toMatchObject([
      { outcome: 'done' },
    ]);
  });

  test('where nobody listens is told of as such', async () => {
    service = await startScim();
    const other = await startScim();
    await other.stop();
    const scim = scimAt(fetchWith('good-token'), { localServer: other.baseUrl });
    await expect(listAll(scim)).rejects.toMatchObject({ code: 'destination-unreachable' });
  });
});
