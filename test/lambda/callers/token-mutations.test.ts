import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CallerRefused } from '../../../lambda/callers/caller-refused.ts';
import { callersFor } from '../../../lambda/callers/callers-for.ts';
import { bearerVendor, CLAIMS, CONTEXT, ISSUER, NOW, outcome, requestWith, SOURCE_CLAIMS } from './gate.ts';
import { base64url, compact, jwk, signatureOf, signingKey, standInIssuer } from './stand-in-issuer.ts';

const keys = (['RS256', 'PS256', 'ES256', 'EdDSA'] as const).map((algorithm) => signingKey(algorithm, algorithm));
const attackerKeys = keys.map((key) => signingKey(key.kid, key.algorithm));
const issuer = standInIssuer(
  ISSUER,
  keys.map((key) => jwk(key)),
);
const verify = callersFor(bearerVendor(), SOURCE_CLAIMS, { fetch: issuer.fetch, now: () => NOW });
const tokens = keys.map((key) => compact({ alg: key.algorithm, kid: key.kid, typ: 'JWT' }, CLAIMS, key));

const isRefused = async (authorization: string): Promise<boolean> => {
  const result = await outcome(verify, requestWith(authorization), CONTEXT);
  return result instanceof CallerRefused && result.status === 401;
};

const splice = (text: string, at: number, remove: number, insert: string): string =>
  text.slice(0, at) + insert + text.slice(at + remove);

const token = fc.constantFrom(...tokens);
/** A place in a token, as a share of its length, so that shrinking keeps it inside. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
/** Any character that a header value can hold, those of a token much more often. */
const character = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=') },
  { weight: 1, arbitrary: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) },
);

describe('no change to a good token', () => {
  test('the tokens are good as they are', async () => {
    for (const good of tokens) expect(await isRefused(`Bearer ${good}`)).toBe(false);
  });

  test('of one character, anywhere, is let in', async () => {
    const property = fc.asyncProperty(token, place, character, async (good, share, other) => {
      const at = Math.floor(share * good.length);
      fc.pre(good[at] !== other);
      return isRefused(`Bearer ${splice(good, at, 1, other)}`);
    });
    await fc.assert(property, { numRuns: 1_500 });
  });

  test('of the last character is let in', async () => {
    for (const good of tokens) {
      for (const other of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=') {
        if (good.at(-1) !== other) expect(await isRefused(`Bearer ${good.slice(0, -1)}${other}`)).toBe(true);
      }
    }
  });

  test('by taking out and putting in pieces is let in', async () => {
    const piece = fc.array(character, { maxLength: 8 }).map((characters) => characters.join(''));
    const property = fc.asyncProperty(token, place, fc.nat(8), piece, async (good, share, remove, insert) => {
      const changed = splice(good, Math.floor(share * good.length), remove, insert);
      // A header value loses the white space at its end.
      fc.pre(changed.trim() !== good);
      return isRefused(`Bearer ${changed}`);
    });
    await fc.assert(property, { numRuns: 1_000 });
  });

  test('by putting parts of several tokens together is let in', async () => {
    const property = fc.asyncProperty(token, token, token, async (one, two, three) => {
      const mixed = [one.split('.')[0], two.split('.')[1], three.split('.')[2]].join('.');
      fc.pre(!tokens.includes(mixed));
      return isRefused(`Bearer ${mixed}`);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});

describe('no token', () => {
  test('of any header and payload is let in with the signature of another key', async () => {
    const json = fc.json({ maxDepth: 2 });
    const member = fc.record({
      kid: fc.constantFrom(...keys.map(({ kid }) => kid)),
      alg: fc.constantFrom('RS256', 'ES256', 'none', 'HS256'),
    });
    const header = fc.oneof(
      json,
      fc.tuple(fc.object(), member).map(([odd, known]) => JSON.stringify({ ...odd, ...known })),
    );
    const payload = fc.oneof(
      json,
      fc.object().map((odd) => JSON.stringify({ ...odd, ...CLAIMS })),
    );
    const property = fc.asyncProperty(
      header,
      payload,
      fc.constantFrom(...attackerKeys),
      async (head, body, attacker) => {
        const input = `${base64url(head)}.${base64url(body)}`;
        return isRefused(`Bearer ${input}.${signatureOf(input, attacker)}`);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });

  test('of any characters at all is let in, and none is a crash', async () => {
    const text = fc.array(character, { maxLength: 200 }).map((characters) => characters.join(''));
    const scheme = fc.constantFrom('Bearer ', 'bearer ', '');
    await fc.assert(
      fc.asyncProperty(scheme, text, async (start, rest) => isRefused(`${start}${rest}`)),
      { numRuns: 1_000 },
    );
  });

  test('signed with claims of any kind is a crash', async () => {
    const [key] = keys;
    const names = fc.constantFrom(...Object.keys(CLAIMS));
    const property = fc.asyncProperty(names, fc.jsonValue({ maxDepth: 2 }), async (name, value) => {
      const signed = compact({ alg: 'RS256', kid: 'RS256' }, { ...CLAIMS, [name]: value }, key!);
      await outcome(verify, requestWith(`Bearer ${signed}`), CONTEXT);
    });
    await fc.assert(property, { numRuns: 300 });
  });
});
