import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../../connectors/source-error.ts';
import { nodeSleep } from '../../../../lambda/tokens/access/source-access.ts';
import { subjectAccesses } from '../../../../lambda/tokens/access/subject-accesses.ts';
import type { TokenGrant } from '../../../../lambda/tokens/token-grant.ts';
import { failureOf } from '../../support/failure-of.ts';
import { googleAccess } from '../support/google-access.ts';
import { tokenScheme } from '../support/grant-context.ts';

const [admin, ada, bob] = ['admin@acme.example', 'ada@acme.example', 'bob@acme.example'];
const users = [admin, ada, bob];
const workload = {
  grant: { type: 'googleWorkload', serviceAccount: 'reader@acme.iam.gserviceaccount.com', subject: admin },
} as const;
const { signal } = new AbortController();

const opened = async (options: Parameters<typeof googleAccess>[0] = { users }) => {
  const world = await googleAccess(options);
  const credentials = (subject?: string) => world.access.credentials(signal, 'GET /mails', subject);
  const actor = async (subject?: string) => world.actorOf((await credentials(subject)).headers['authorization']);
  return { ...world, credentials, actor };
};

describe('a subject', () => {
  test.each([
    ['the key of a service account', {}],
    ['a workload', workload],
  ])('has a token of its own, by %s', async (_, scheme) => {
    const { actor } = await opened({ users, scheme });
    expect(await actor(ada)).toBe(ada);
    expect(await actor(bob)).toBe(bob);
    expect(await actor()).toBe(admin);
  });

  test('is asked for once, for all who wait', async () => {
    const { credentials, asked } = await opened();
    const all = await Promise.all([ada, ada, bob, ada].map((subject) => credentials(subject)));
    expect(new Set(all).size).toBe(2);
    expect(await credentials(ada)).toBe(all[0]);
    expect(asked().sort()).toEqual([ada, bob]);
  });

  test('gets the next token before the end of the one that it has', async () => {
    const { credentials, asked, ahead } = await opened();
    const first = await credentials(ada);
    ahead.milliseconds = 54 * 60_000;
    expect(await credentials(ada)).toBe(first);
    ahead.milliseconds = 56 * 60_000;
    expect(await credentials(ada)).not.toBe(first);
    expect(asked()).toEqual([ada, ada]);
  });

  test('goes on with a good token while Google fails', async () => {
    const { credentials, google, ahead } = await opened();
    const first = await credentials(ada);
    ahead.milliseconds = 56 * 60_000;
    for (let attempt = 0; attempt < 3; attempt++) google.answerNext({ status: 503 });
    expect(await credentials(ada)).toBe(first);
  });

  test('whose token is refused by the source gets another, and nobody else does', async () => {
    const { access, credentials, asked } = await opened();
    const [first, other] = [await credentials(ada), await credentials(bob)];
    expect(await access.refused(first, signal)).toBe(true);
    expect(await credentials(ada)).not.toBe(first);
    expect(await credentials(bob)).toBe(other);
    expect(await access.refused(await credentials(ada), signal)).toBe(false);
    expect(asked()).toEqual([ada, bob, ada]);
  });

  test('that was not called for long makes room, and is asked for again', async () => {
    const asked: string[] = [];
    const grant: TokenGrant = {
      obtainFor: async (subject) => ({ accessToken: `of-${asked.push(subject)}`, tokenType: 'Bearer', expiresIn: 60 }),
      refresh: () => expect.fail('there is nothing to refresh'),
      revoke: async () => false,
    };
    const accessOf = subjectAccesses({
      scheme: tokenScheme({ grant: { type: 'googleServiceAccount' } }),
      grant: async () => grant,
      secret: async () => ({}),
      now: () => 0,
      random: () => 0.5,
      sleep: nodeSleep,
    });
    const call = async (...subjects: readonly string[]) => {
      for (const subject of subjects) await accessOf(subject).current(signal);
    };
    const many = Array.from({ length: 999 }, (_, index) => `user-${index}`);
    await call(ada, bob, ...many.slice(0, 998), ada, ada);
    expect(asked).toEqual([ada, bob, ...many.slice(0, 998)]);
    await call(many[998]!, ada, bob, many[998]!);
    expect(asked.slice(1_000)).toEqual([many[998], bob]);
  });

  test('has the same key as all others beside its token, where the source wants both', async () => {
    const { access, credentials, actor, asked } = await opened({
      users,
      key: { kind: 'key', in: 'header', name: 'X-Key', prefix: '' },
      secret: { key: 'of-all' },
    });
    const first = await credentials(ada);
    expect(first.headers).toMatchObject({ 'x-key': 'of-all' });
    expect([await actor(ada), await actor(bob), await actor()]).toEqual([ada, bob, admin]);
    expect(await access.refused(first, signal)).toBe(true);
    expect((await credentials(ada)).headers).not.toEqual(first.headers);
    expect(asked()).toEqual([ada, bob, admin, ada]);
  });

  test('has no part in a token that was entered by hand', async () => {
    const { actor, credentials } = await opened({ users, secret: { access_token: 'by-hand' } });
    expect((await credentials()).headers['authorization']).toBe('Bearer by-hand');
    expect(await actor(ada)).toBe(ada);
  });

  test('stands in no log, no state, no error', async () => {
    const { credentials, suspended, log, stored } = await opened();
    suspended.add(bob);
    await credentials();
    await credentials(ada);
    const error = (await failureOf(credentials(bob))) as SourceError;
    const texts = [...log, ...stored, error.message, JSON.stringify(error.detail)];
    expect(stored.length).toBeGreaterThan(0);
    expect(texts.filter((text) => /ada@|bob@/.test(text))).toEqual([]);
    expect(stored.filter((name) => name.startsWith('tokens/'))).toEqual(
      stored.filter((name) => /^tokens\/google(\.lease)?$/.test(name)),
    );
  });
});

describe('a subject that is refused', () => {
  test.each(['ada@elsewhere.example', 'no address', bob])('as %s is leaves the others alone', async (refused) => {
    const { actor, credentials, suspended, log } = await opened();
    suspended.add(bob);
    const error = await failureOf(credentials(refused));
    expect(error).toBeInstanceOf(SourceError);
    expect(error).toMatchObject({
      code: 'access-denied',
      detail: { token: 'token-grant-refused', oauth: 'invalid_grant' },
    });
    expect(await actor(ada)).toBe(ada);
    expect(await actor()).toBe(admin);
    expect(log.join('')).not.toContain('token.stopped');
  });

  test('is not asked for again at once, but before long', async () => {
    const { actor, credentials, suspended, asked, ahead } = await opened();
    suspended.add(bob);
    for (let time = 0; time < 3; time++) await failureOf(credentials(bob));
    expect(asked()).toEqual([bob]);
    suspended.clear();
    ahead.milliseconds = 16_000;
    expect(await actor(bob)).toBe(bob);
  });

  test('because nobody may be acted for, is told likewise', async () => {
    const { credentials } = await opened({ users, delegated: [] });
    expect(await failureOf(credentials(ada))).toMatchObject({
      code: 'access-denied',
      message: expect.stringMatching(/Domain-wide delegation/),
      detail: { oauth: 'unauthorized_client' },
    });
  });

  test('when its token is to be renewed is told likewise', async () => {
    const { access, credentials, suspended } = await opened();
    const first = await credentials(bob);
    suspended.add(bob);
    expect(await failureOf(access.refused(first, signal))).toMatchObject({ code: 'access-denied' });
  });
});

test('what is wrong with the source is told as of the source', async () => {
  const { credentials, google, ahead } = await opened();
  for (let attempt = 0; attempt < 3; attempt++) google.answerNext({ status: 503 });
  expect(await failureOf(credentials(ada))).toMatchObject({ code: 'credentials-unreachable' });
  google.answerNext({ status: 200, body: '<html>' });
  expect(await failureOf(credentials(bob))).toMatchObject({ code: 'credentials-refused' });
  ahead.milliseconds = 60_000;
  expect(
    await failureOf((await opened({ users, secret: { service_account_key: '' } })).credentials(ada)),
  ).toMatchObject({ code: 'credentials-missing' });
});

test('a source that can act for nobody is not called as somebody else', async () => {
  const scheme = { grant: { type: 'clientCredentials' }, client: { method: 'client_secret_post' } } as const;
  const { credentials, google } = await opened({ users, scheme });
  expect(await failureOf(credentials(ada))).toMatchObject({
    code: 'configuration-invalid',
    message: expect.stringMatching(/googleServiceAccount or googleWorkload/),
  });
  expect(google.requests).toEqual([]);
});
