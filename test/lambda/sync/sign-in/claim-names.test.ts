import { expect, test } from 'vitest';
import { signIn as schema } from '../../../../config/schema/sync/sign-in.ts';
import { server } from '../create-sync-world.ts';

const parse = (claims?: object) =>
  schema.safeParse({ servers: [server], audience: 'https://bi.acme.example', ...(claims && { claims }) });

test('claims are named as Panintelligence names them, unless the configuration names them', () => {
  const base = 'https://www.panintelligence.com/claims';
  const names = { key: `${base}/usercode`, email: `${base}/email`, payload: `${base}/userSyncPayload` };
  expect(parse().data?.claims).toEqual(names);
  expect(parse({ key: 'sub', email: 'email', payload: null }).data?.claims).toEqual({
    key: 'sub',
    email: 'email',
    payload: null,
  });
});

test.each<[object, string, string]>([
  [{ key: 'iss' }, 'key', 'every token has already'],
  [{ email: 'sub' }, 'email', 'every token has already'],
  [{ payload: 'jti' }, 'payload', 'every token has already'],
  [{ payload: 'exp' }, 'payload', 'every token has already'],
  [{ key: 'user', email: 'user' }, 'key', 'the name of two claims'],
  [{ email: 'user', payload: 'user' }, 'payload', 'the name of two claims'],
])('a token never has two claims of one name: %j', (claims, at, message) => {
  expect(parse(claims).error?.issues).toMatchObject([
    { path: ['claims', at], message: expect.stringContaining(message) },
  ]);
});
