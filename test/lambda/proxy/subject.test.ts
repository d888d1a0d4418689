import type { IncomingMessage, RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { googleAccess } from '../tokens/support/google-access.ts';
import { problemOf, proxiedSource, publicUrl } from './proxied-source.ts';

const [admin, ada, bob] = ['admin@acme.example', 'ada@acme.example', 'bob@acme.example'];

/** A mail service that answers for whom the token acts, and the gate in front of it. */
const mailService = async () => {
  const world = await googleAccess({ users: [admin, ada, bob] });
  const asked: IncomingMessage[] = [];
  const revoked = new Set<string>();
  const answer: RequestListener = (request, response) => {
    asked.push(request);
    const { authorization = '' } = request.headers;
    const actor = world.actorOf(authorization);
    if (!actor || revoked.has(authorization)) return void response.writeHead(401).end();
    const isSame = request.headers['if-none-match'] === '"1"';
    response.writeHead(isSame ? 304 : 200, { 'content-type': 'application/json', etag: '"1"' });
    response.end(
      isSame ? undefined : JSON.stringify([{ id: actor, age: actor.length, url: `${gate.origin}/v2/of/${actor}` }]),
    );
  };
  const gate = await proxiedSource(answer, {
    access: world.access,
    endpoints: [{ path: '/mails', subject: { type: 'string', format: 'email' } }, { path: '/labels' }],
  });
  const callAs = (subject: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
    gate.call('/mails', { method, headers: { ...headers, 'sallyport-subject': subject } });
  return { ...world, ...gate, asked, revoked, callAs };
};

describe('a call as a user', () => {
  test('has a token of that user, and says nothing else of them', async () => {
    const { call, callAs, asked, actorOf } = await mailService();
    expect(await (await callAs(ada)).json()).toMatchObject([{ age: ada.length }]);
    expect(await (await callAs(bob)).json()).toMatchObject([{ age: bob.length }]);
    expect((await call('/labels')).status).toBe(200);
    expect(asked.map(({ headers }) => actorOf(headers.authorization))).toEqual([ada, bob, admin]);
    expect(asked.flatMap(({ headers }) => Object.keys(headers)).filter((name) => /subject/.test(name))).toEqual([]);
  });

  test('may name them by a pseudonym, which stands in links then', async () => {
    const { callAs, asked, actorOf } = await mailService();
    const [{ id }] = (await (await callAs(ada)).json()) as [{ id: string }];
    expect(id).toMatch(/^sp1r\./);
    expect(await (await callAs(id)).json()).toEqual([{ id, age: ada.length, url: `${publicUrl}/of/${id}` }]);
    expect(asked.map(({ headers }) => actorOf(headers.authorization))).toEqual([ada, ada]);
  });

  test('is logged without them', async () => {
    const { call, callAs, suspended, log } = await mailService();
    suspended.add(bob);
    await callAs(ada);
    await callAs(bob);
    await callAs('canary');
    await call('/labels', { headers: { 'sallyport-subject': ada } });
    expect(log.map(({ endpoint, status, code }) => [endpoint, status, code])).toEqual([
      ['GET /mails', 200, undefined],
      ['GET /mails', 403, 'subject-denied'],
      ['GET /mails', 403, 'subject-refused'],
      ['GET /labels', 403, 'subject-not-allowed'],
    ]);
    expect(JSON.stringify(log)).not.toMatch(/acme\.example|canary/);
  });

  test('is told apart by caches, and its tags are good for nobody else', async () => {
    const { call, callAs } = await mailService();
    const answer = await callAs(ada);
    expect(answer.headers.get('vary')).toBe('sallyport-subject, accept-encoding');
    expect((await call('/labels')).headers.get('vary')).toBe('accept-encoding');
    const tag = { 'if-none-match': answer.headers.get('etag')! };
    const same = await callAs(ada, tag);
    expect([same.status, same.headers.get('vary')]).toEqual([304, 'sallyport-subject']);
    expect((await callAs(ada, {}, 'HEAD')).headers.get('vary')).toBe('sallyport-subject, accept-encoding');
    expect((await callAs(bob, tag)).status).toBe(200);
  });

  test('is made again with another token of theirs if the source refuses the first', async () => {
    const { callAs, asked, revoked, actorOf } = await mailService();
    await callAs(ada);
    await callAs(bob);
    revoked.add(asked[0]!.headers.authorization!);
    expect((await callAs(ada)).status).toBe(200);
    expect((await callAs(bob)).status).toBe(200);
    expect(asked.map(({ headers }) => actorOf(headers.authorization))).toEqual([ada, bob, ada, ada, bob]);
    expect(new Set(asked.map(({ headers }) => headers.authorization)).size).toBe(3);
  });
});

test('a user whom Google gives no token for is refused alone, and nothing is called', async () => {
  const { call, callAs, suspended, asked } = await mailService();
  suspended.add(bob);
  expect(await problemOf(await callAs(bob))).toMatchObject({ status: 403, code: 'subject-denied' });
  expect(asked).toEqual([]);
  expect((await callAs(ada)).status).toBe(200);
  expect((await call('/labels')).status).toBe(200);
});
