import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { localIdentity } from '../../../lambda/platform/local/local-identity.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { failureOf } from '../support/failure-of.ts';
import { unsignedJwt } from '../support/unsigned-jwt.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const directory = mkdtempSync(join(tmpdir(), 'sallyport-identity-'));
const file = join(directory, 'token');
afterAll(() => rmSync(directory, { recursive: true }));

const identity = (environment: Readonly<Record<string, string>>) => localIdentity({ environment, now: () => now });
const withToken = (text: string) => {
  writeFileSync(file, text);
  return identity({ SALLYPORT_IDENTITY_TOKEN_FILE: file });
};
const token = (claims: object) => unsignedJwt({ aud: 'api://one', exp: now / 1_000 + 60, ...claims });

describe('the identity of this machine', () => {
  test('is the token that something else put into a file, seen anew each time', async () => {
    const first = token({ jti: 1 });
    const second = token({ jti: 2, aud: ['api://one', 'api://two'] });
    const own = withToken(`${first}\n`);
    expect(await own.jwt('api://one')).toBe(first);
    writeFileSync(file, second);
    expect(await own.jwt('api://one')).toBe(second);
    expect(await own.jwt('api://two')).toBe(second);
  });

  test('of AWS is that of the environment', async () => {
    expect(await identity({}).aws()).toBeUndefined();
    expect(await identity({ AWS_ACCESS_KEY_ID: 'id' }).aws()).toBeUndefined();
    expect(await identity({ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' }).aws()).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 'key',
      sessionToken: undefined,
    });
    const session = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key', AWS_SESSION_TOKEN: 'session' };
    expect(await identity(session).aws()).toMatchObject({ sessionToken: 'session' });
  });

  test('is none of Google', async () => {
    expect(await identity({}).google()).toBeUndefined();
  });

  const failures: [string, () => ReturnType<typeof identity>, string, RegExp][] = [
    [
      'no file is named',
      () => identity({}),
      'identity-missing',
      /SALLYPORT_IDENTITY_TOKEN_FILE a file .*"api:\/\/one"/,
    ],
    [
      'the file is not there',
      () => identity({ SALLYPORT_IDENTITY_TOKEN_FILE: join(directory, 'nowhere') }),
      'identity-denied',
      /can not be read \(ENOENT\)/,
    ],
    ['it holds no token', () => withToken('CANARY'), 'identity-denied', /holds no JWT/],
    ['its token has no end', () => withToken(token({ exp: undefined })), 'identity-denied', /with an end/],
    ['its token is for another', () => withToken(token({ aud: 'CANARY' })), 'identity-denied', /ask for "api:\/\/one"/],
    ['its token has ended', () => withToken(token({ exp: now / 1_000 })), 'identity-denied', /renew it/],
  ];

  test.each(failures)('can not be proved if %s', async (_, make, code, says) => {
    const failure = await failureOf(make().jwt('api://one'));
    expect(failure).toBeInstanceOf(PlatformError);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect((failure as PlatformError).message).not.toMatch(/CANARY/);
  });
});
