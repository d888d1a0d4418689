import { describe, expect, test } from 'vitest';
import { CallerRefused } from '../../../lambda/callers/caller-refused.ts';
import type { Issuer } from '../../../lambda/callers/issuer.ts';
import { IssuerKeys } from '../../../lambda/callers/issuer-keys.ts';
import { ISSUER, NOW } from './gate.ts';
import { jwk, signingKey, standInIssuer } from './stand-in-issuer.ts';

const first = signingKey('first', 'ES256');
const second = signingKey('second', 'ES256');
const header = (kid: string) => ({ alg: 'ES256', kid });

const DISCOVERY = `${ISSUER}.well-known/openid-configuration`;
const JWKS = `${ISSUER}keys`;
const DESCRIPTION: Issuer = { name: ISSUER, tokenNames: [ISSUER], published: { discoveryUrl: DISCOVERY } };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** An issuer with one key, its cache, and a clock that the test moves. */
const setUp = () => {
  const issuer = standInIssuer(ISSUER, [jwk(first)]);
  const clock = { now: NOW };
  const keys = new IssuerKeys(DESCRIPTION, { fetch: issuer.fetch, now: () => clock.now, allowLoopbackHttp: false });
  const readings = (): number => issuer.requests.filter((url) => url === DISCOVERY).length;
  const pass = (milliseconds: number): void => {
    clock.now += milliseconds;
  };
  return { issuer, keys, readings, pass };
};

const refusedFor = async (keys: IssuerKeys, kid: string): Promise<CallerRefused> => {
  const error: unknown = await keys.find(header(kid)).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error instanceof CallerRefused) return error;
  throw new Error('a key was found that should not be', { cause: error });
};

const breakDown = (url: string): never => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error(url), { code: 'ECONNREFUSED' }) });
};

describe('keys are cached', () => {
  test('for ten minutes', async () => {
    const { keys, readings, pass } = setUp();
    await keys.find(header('first'));
    pass(10 * MINUTE - 1);
    await keys.find(header('first'));
    expect(readings()).toBe(1);
    pass(1);
    await keys.find(header('first'));
    expect(readings()).toBe(2);
  });

  test('so that a withdrawn key stops working after ten minutes', async () => {
    const { issuer, keys, pass } = setUp();
    await keys.find(header('first'));
    issuer.keys = [jwk(second)];
    pass(10 * MINUTE);
    expect(await refusedFor(keys, 'first')).toMatchObject({ code: 'key-unknown', status: 401 });
  });

  test('and read once for many concurrent calls', async () => {
    const { keys, readings } = setUp();
    const found = await Promise.all(Array.from({ length: 200 }, () => keys.find(header('first'))));
    expect(new Set(found).size).toBe(1);
    expect(readings()).toBe(1);
  });
});

describe('a key that is not known', () => {
  test('is looked for at once after a rotation, once the cool-down of 30 s is over', async () => {
    const { issuer, keys, readings, pass } = setUp();
    await keys.find(header('first'));
    issuer.keys = [jwk(first), jwk(second)];
    pass(30 * SECOND - 1);
    expect(await refusedFor(keys, 'second')).toMatchObject({ code: 'key-unknown' });
    expect(readings()).toBe(1);
    pass(1);
    expect(await keys.find(header('second'))).toMatchObject({ type: 'public' });
    expect(readings()).toBe(2);
  });

  test('costs one reading, however many ask for however many of them', async () => {
    const { keys, readings, pass } = setUp();
    await keys.find(header('first'));
    pass(MINUTE);
    const flood = Array.from({ length: 500 }, (_, index) => refusedFor(keys, `unknown-${index}`));
    const codes = new Set((await Promise.all(flood)).map(({ code }) => code));
    expect([...codes]).toEqual(['key-unknown']);
    for (let index = 0; index < 100; index += 1) await refusedFor(keys, `later-${index}`);
    expect(readings()).toBe(2);
  });
});

describe('an issuer that does not answer', () => {
  test('is 503 with the seconds until the next try, and costs one reading in five seconds', async () => {
    const { issuer, keys, readings, pass } = setUp();
    issuer.answers.set(DISCOVERY, breakDown);
    expect(await refusedFor(keys, 'first')).toMatchObject({ code: 'issuer-unavailable', status: 503, retryAfter: 5 });
    pass(3_500);
    expect(await refusedFor(keys, 'first')).toMatchObject({ code: 'issuer-unavailable', retryAfter: 2 });
    expect(readings()).toBe(1);
    issuer.answers.clear();
    pass(1_500);
    expect(await keys.find(header('first'))).toMatchObject({ type: 'public' });
    expect(readings()).toBe(2);
  });

  test('and answers again is believed again: a key that it does not have is 401', async () => {
    const { issuer, keys, pass } = setUp();
    issuer.answers.set(DISCOVERY, breakDown);
    await refusedFor(keys, 'first');
    issuer.answers.clear();
    pass(5 * SECOND);
    await keys.find(header('first'));
    expect(await refusedFor(keys, 'second')).toMatchObject({ code: 'key-unknown', status: 401 });
  });

  test('does not keep known keys from serving, for an hour', async () => {
    const { issuer, keys, pass } = setUp();
    await keys.find(header('first'));
    issuer.answers.set(JWKS, breakDown);
    for (let minutes = 0; minutes < 55; minutes += 5) {
      pass(5 * MINUTE);
      expect(await keys.find(header('first'))).toMatchObject({ type: 'public' });
    }
    pass(5 * MINUTE);
    expect(await refusedFor(keys, 'first')).toMatchObject({ code: 'issuer-unavailable', status: 503 });
  });

  test('may have the key that is not known: 503, not 401', async () => {
    const { issuer, keys, readings, pass } = setUp();
    await keys.find(header('first'));
    issuer.answers.set(JWKS, breakDown);
    pass(MINUTE);
    expect(await refusedFor(keys, 'second')).toMatchObject({ code: 'issuer-unavailable', status: 503 });
    expect(await refusedFor(keys, 'third')).toMatchObject({ code: 'issuer-unavailable', status: 503 });
    expect(await keys.find(header('first'))).toMatchObject({ type: 'public' });
    expect(readings()).toBe(2);
  });
});

const huge = (): Response => {
  let chunks = 0;
  const pull = (controller: ReadableStreamDefaultController): void => {
    chunks += 1;
    if (chunks > 100) throw new Error('the body was read to the end');
    controller.enqueue(new Uint8Array(64 * 1_024).fill(0x20));
  };
  return new Response(new ReadableStream({ pull }));
};

const DOCUMENT = { issuer: ISSUER, jwks_uri: JWKS };
const discovery = (members: object) => (): Response => Response.json({ ...DOCUMENT, ...members });

describe('a broken issuer is 503 with a reason for the log', () => {
  test.each([
    ['not reachable', DISCOVERY, breakDown, 'fetch failed (ECONNREFUSED)'],
    ['status 500', DISCOVERY, () => new Response('', { status: 500 }), 'status 500'],
    ['status 404 for the keys', JWKS, () => new Response('', { status: 404 }), 'status 404'],
    ['status 204', JWKS, () => new Response(null, { status: 204 }), 'status 204'],
    ['a redirect', DISCOVERY, () => Response.redirect('https://attacker.example/', 302), 'status 302'],
    ['a redirect of the keys', JWKS, () => Response.redirect('https://attacker.example/', 307), 'status 307'],
    ['not JSON', DISCOVERY, () => new Response('<html>secret</html>'), 'it is not JSON'],
    ['not UTF-8', JWKS, () => new Response(Uint8Array.of(0x22, 0xff, 0x22)), 'not valid'],
    ['a JSON array', JWKS, () => Response.json([]), 'it is not a JSON object'],
    ['null', DISCOVERY, () => Response.json(null), 'it is not a JSON object'],
    ['empty', JWKS, () => new Response(''), 'it is not JSON'],
    ['more than 256 KiB', JWKS, huge, 'more than 262144 bytes'],
    ['no keys', JWKS, () => Response.json({}), 'malformed'],
    ['keys that are no objects', JWKS, () => Response.json({ keys: ['first'] }), 'malformed'],
    ['another issuer', DISCOVERY, discovery({ issuer: 'https://auth.vendor.example' }), 'another issuer'],
    ['no issuer', DISCOVERY, discovery({ issuer: undefined }), 'another issuer'],
    ['issuer in an array', DISCOVERY, discovery({ issuer: [ISSUER] }), 'another issuer'],
    ['no jwks_uri', DISCOVERY, discovery({ jwks_uri: undefined }), 'not an https URL'],
    ['jwks_uri a number', DISCOVERY, discovery({ jwks_uri: 1 }), 'not an https URL'],
    ['jwks_uri relative', DISCOVERY, discovery({ jwks_uri: '/keys' }), 'not an https URL'],
    ['jwks_uri http', DISCOVERY, discovery({ jwks_uri: 'http://auth.vendor.example/keys' }), 'not an https URL'],
    ['jwks_uri http on loopback', DISCOVERY, discovery({ jwks_uri: 'http://127.0.0.1/keys' }), 'not an https URL'],
    ['jwks_uri of metadata', DISCOVERY, discovery({ jwks_uri: 'http://169.254.169.254/latest' }), 'not an https URL'],
    ['jwks_uri data', DISCOVERY, discovery({ jwks_uri: 'data:application/json,{"keys":[]}' }), 'not an https URL'],
    ['jwks_uri file', DISCOVERY, discovery({ jwks_uri: 'file:///etc/passwd' }), 'not an https URL'],
  ] as const)('%s', async (_name, url, respond, reason) => {
    const { issuer, keys } = setUp();
    issuer.answers.set(url, respond);
    const refused = await refusedFor(keys, 'first');
    expect(refused).toMatchObject({ code: 'issuer-unavailable', status: 503, retryAfter: 5 });
    expect(refused.reason).toContain(`the keys of ${ISSUER} can not be read`);
    expect(refused.reason).toContain(reason);
    expect(refused.reason).not.toContain('secret');
    expect(issuer.requests.every((requested) => requested === DISCOVERY || requested === JWKS)).toBe(true);
  });
});

describe('http is for the development issuer only', () => {
  const local = {
    ...DESCRIPTION,
    name: 'http://127.0.0.1:8080/issuer',
    published: { discoveryUrl: 'http://127.0.0.1:8080/d' },
  };
  const remote = {
    ...DESCRIPTION,
    name: 'http://auth.vendor.example',
    published: { discoveryUrl: 'http://auth.vendor.example/d' },
  };

  test.each([
    ['on loopback, not allowed', local, false, 0],
    ['elsewhere, allowed', remote, true, 0],
    ['on loopback, allowed', local, true, 2],
  ] as const)('%s', async (_name, description, allowLoopbackHttp, requests) => {
    const jwksUrl = `${description.name}/keys`;
    const issuer = standInIssuer(description.name, [jwk(first)], { ...description.published, jwksUrl });
    const keys = new IssuerKeys(description, { fetch: issuer.fetch, now: () => NOW, allowLoopbackHttp });
    if (requests > 0) expect(await keys.find(header('first'))).toMatchObject({ type: 'public' });
    else expect(await refusedFor(keys, 'first')).toMatchObject({ code: 'issuer-unavailable' });
    expect(issuer.requests).toHaveLength(requests);
  });
});
