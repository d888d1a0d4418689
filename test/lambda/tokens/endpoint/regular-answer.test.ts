import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endpointAnswer } from '../../../../lambda/tokens/endpoint/endpoint-answer.ts';
import { regularAnswer } from '../../../../lambda/tokens/endpoint/regular-answer.ts';
import { TokenError } from '../../../../lambda/tokens/token-error.ts';

const now = Date.parse('2026-01-02T03:04:05Z');
const year = 31_536_000;

const read = async (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  regularAnswer(await endpointAnswer(new Response(body as string, { headers })), now);

const json = (members: object, headers?: Record<string, string>) =>
  read(JSON.stringify({ access_token: 'CANARY-a', token_type: 'Bearer', ...members }), headers);

const plain = {
  accessToken: 'CANARY-a',
  tokenType: 'Bearer',
  refreshToken: undefined,
  expiresIn: 60,
  scope: undefined,
};

describe('an answer', () => {
  const jsonText = '{"access_token":"CANARY-a","token_type":"bearer","expires_in":60}';
  const formText = 'access_token=CANARY-a&token_type=bearer&expires_in=60';
  const bodies: [string, string | Uint8Array, string][] = [
    ['JSON', jsonText, 'application/json'],
    ['JSON with a byte order mark', `\uFEFF${jsonText}`, 'application/json;charset=UTF-8'],
    ['JSON with blanks around it', `\r\n ${jsonText}\n`, 'application/json'],
    ['JSON that says it is text', jsonText, 'text/plain'],
    ['JSON that says it is a page', jsonText, 'text/html'],
    ['JSON that says it is a form', jsonText, 'application/x-www-form-urlencoded'],
    ['JSON of many members', `{"a":{"access_token":"x","b":[{"c:d":"}\\""}]},${jsonText.slice(1)}`, 'application/json'],
    ['a form', formText, 'application/x-www-form-urlencoded'],
    ['a form that says it is text', formText, 'text/plain; charset=utf-8'],
    ['a form that says it is JSON', formText, 'application/json'],
    ['a form with an end of line', `${formText}\r\n`, 'application/x-www-form-urlencoded'],
  ];
  test.each(bodies)('may be %s', async (_name, body, type) => {
    expect(await read(body, { 'content-type': type })).toEqual(plain);
  });

  test('of a form is decoded', async () => {
    expect(await read('access_token=a%2Fb%3D&scope=read+write%2Call&token_type=')).toMatchObject({
      accessToken: 'a/b=',
      scope: 'read write,all',
    });
  });

  const lifetimes: [unknown, number | undefined][] = [
    [3600, 3600],
    ['3600', 3600],
    [' 3600 ', 3600],
    [3599.98, 3599],
    ['3599.98', 3599],
    [1, 1],
    [0.5, undefined],
    [0, undefined],
    ['0', undefined],
    [-1, undefined],
    ['-3600', undefined],
    [year + 1, year],
    [1e300, year],
    ['99999999999999999999', year],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['1e3', undefined],
    ['1 hour', undefined],
    ['', undefined],
    [null, undefined],
    [true, undefined],
    [[60], undefined],
    [{}, undefined],
  ];
  test.each(lifetimes)('with expires_in %j lives %j s', async (given, expected) => {
    expect((await json({ expires_in: given })).expiresIn).toBe(expected);
  });

  test('with a number that JSON can not hold lives a year at most', async () => {
    expect((await read('{"access_token":"a","expires_in":1e999}')).expiresIn).toBe(year);
  });

  const ends: [string, object, Record<string, string>, number | undefined][] = [
    ['none', {}, {}, undefined],
    ['RFC 3339', { expires_at: '2026-01-02T04:04:05Z' }, {}, 3600],
    ['RFC 3339 with an offset', { expires_at: '2026-01-02T06:04:05.5+02:00' }, {}, 3600],
    ['seconds since 1970', { expires_at: now / 1_000 + 60 }, {}, 60],
    ['the same as text', { expires_on: String(now / 1_000 + 60) }, {}, 60],
    ['in the past', { expires_on: now / 1_000 - 60 }, {}, undefined],
    ['a word', { expires_at: 'soon' }, {}, undefined],
    ['only expires', { expires: '5184000' }, {}, 5_184_000],
    ['expires_in too', { expires_in: '60', expires_on: '1', expires: '2' }, {}, 60],
    ["the server's own clock", { expires_on: now / 1_000 }, { date: 'Fri, 02 Jan 2026 03:00:00 GMT' }, 245],
    ['a date that is none', { expires_on: now / 1_000 + 60 }, { date: '5' }, 60],
  ];
  test.each(ends)('whose end is given as %s', async (_name, members, headers, expected) => {
    expect((await json(members, headers)).expiresIn).toBe(expected);
  });

  const types: [unknown, string][] = [
    ['Bearer', 'Bearer'],
    ['bearer', 'Bearer'],
    ['BEARER', 'Bearer'],
    [undefined, 'Bearer'],
    ['', 'Bearer'],
    [null, 'Bearer'],
    [7, 'Bearer'],
    ['bot', 'bot'],
    ['N_A', 'N_A'],
  ];
  test.each(types)('with token_type %j is %s', async (given, expected) => {
    expect((await json({ token_type: given })).tokenType).toBe(expected);
  });

  const scopes: [unknown, string | undefined][] = [
    ['read \u001b[2J', undefined],
    ['a b', 'a b'],
    [['a', 'b'], 'a b'],
    [['a', 7], 'a'],
    ['channels:read,users:read', 'channels:read,users:read'],
    ['', undefined],
    [[], undefined],
    [null, undefined],
    [{ a: true }, undefined],
  ];
  test('with a type that a terminal obeys has none', async () => {
    expect((await json({ token_type: 'x\u001b[2J' })).tokenType).toBe('Bearer');
  });

  test.each(scopes)('with scope %j has %j', async (given, expected) => {
    expect((await json({ scope: given })).scope).toBe(expected);
  });

  test.each([
    ['CANARY-r', 'CANARY-r'],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('with refresh_token %j has %j', async (given, expected) => {
    expect((await json({ refresh_token: given })).refreshToken).toBe(expected);
  });

  test('with an ID token is not verified, nor is that kept', async () => {
    expect(Object.keys(await json({ id_token: 'not.even.one' }))).toEqual(Object.keys(plain));
  });
});

describe('no token', () => {
  const nonsense: [string, string | Uint8Array][] = [
    ['nothing', ''],
    ['a page', '<html><a href="?access_token=CANARY">CANARY</a></html>'],
    ['a sentence', 'the token is access_token=CANARY'],
    ['half of it', '{"access_token":"CANARY'],
    ['a list', '[{"access_token":"CANARY"}]'],
    ['a text', '"CANARY"'],
    ['null', 'null'],
    ['the token alone', 'CANARY'],
    ['two objects', '{"access_token":"CANARY"}{"access_token":"CANARY"}'],
    ['a member twice', '{"access_token":"CANARY","access_token":"CANARY"}'],
    ['a member twice, written differently', '{"access_token":"CANARY","a\\u0063cess_token":"CANARY"}'],
    ['a parameter twice', 'access_token=CANARY&access_token=CANARY'],
    ['no access token', '{"token":"CANARY"}'],
    ['an empty one', '{"access_token":""}'],
    ['a number', '{"access_token":12345}'],
    ['an object', '{"access_token":{"value":"CANARY"}}'],
    ['one of two lines', '{"access_token":"CANARY\\r\\nx-admin: 1"}'],
    ['one with a blank', '{"access_token":"CANARY CANARY"}'],
    ['one that no header can hold', '{"access_token":"CANARY-é"}'],
    ['malformed UTF-8', Buffer.from('{"access_token":"CANARY-\xff"}', 'latin1')],
    ['a refresh token of another kind', '{"access_token":"CANARY","refresh_token":["CANARY"]}'],
    ['a refresh token of two lines', '{"access_token":"CANARY","refresh_token":"CANARY\\n"}'],
    ['a token that wants proofs', '{"access_token":"CANARY","token_type":"DPoP"}'],
  ];
  test.each(nonsense)('is %s', async (_name, body) => {
    const error = await read(body).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toMatchObject({ code: 'token-answer-invalid', status: 200, mayPass: false });
    expect((error as TokenError).message).not.toContain('CANARY');
    expect((error as TokenError).cause).toBeUndefined();
  });
});

describe('a law', () => {
  test('JSON with no member twice is read as JSON.parse reads it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), fc.boolean(), async (members, isPretty) => {
        const text = JSON.stringify(members, undefined, isPretty ? 2 : undefined);
        expect((await endpointAnswer(new Response(text))).members).toEqual(JSON.parse(text));
      }),
    );
  });

  test('JSON with any member twice is not read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
        fc.jsonValue(),
        fc.nat(),
        async (members, value, nat) => {
          const names = Object.keys(members);
          const again = `${JSON.stringify(names[nat % names.length])}:${JSON.stringify(value)}`;
          const text = `${JSON.stringify(members).slice(0, -1)},${again}}`;
          expect((await endpointAnswer(new Response(text))).members).toBeUndefined();
        },
      ),
    );
  });

  test('whatever comes, a lifetime is a whole number of seconds up to a year, or not there', async () => {
    const value = fc.oneof(fc.double(), fc.string(), fc.jsonValue(), fc.integer().map(String));
    await fc.assert(
      fc.asyncProperty(value, value, value, async (given, at, expires) => {
        const { expiresIn = 1 } = await json({ expires_in: given, expires_at: at, expires });
        expect(Number.isInteger(expiresIn) && expiresIn >= 1 && expiresIn <= year).toBe(true);
      }),
    );
  });

  test('a form is read as it was written', async () => {
    const name = fc.stringMatching(/^[a-z_]{1,12}$/);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, fc.string({ unit: 'grapheme' }), { minKeys: 1 }), async (members) => {
        expect((await endpointAnswer(new Response(`${new URLSearchParams(members)}`))).members).toEqual(members);
      }),
    );
  });
});
