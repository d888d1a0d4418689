import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveKeys } from '../../../../lambda/keys/gateway-keys.ts';
import { rotateKeyRing } from '../../../../lambda/keys/key-ring.ts';
import { PseudonymRefused } from '../../../../lambda/shapes/treatments/pseudonym-refused.ts';
import { reversibleTexts } from '../../../../lambda/shapes/treatments/pseudonym-text.ts';
import { putBack, putBackJson } from '../../../../lambda/shapes/treatments/put-back.ts';
import { treatmentsWith } from '../../../../lambda/shapes/treatments/treatments-with.ts';
import { holds } from './holds.ts';
import { fixedKeys, fixedRing, newKeys } from './test-keys.ts';

const treatments = treatmentsWith(fixedKeys);
const treat = (treatment: 'pseudonym' | 'pseudonym-reversible' | 'hash-ip') => treatments.treatOf({ treatment })!;
const reversible = (value: string | number): string =>
  treat('pseudonym-reversible')(String(value), typeof value as 'string' | 'number')!;
const hashed = treat('pseudonym')('ada@example.com', 'string')!;
const address = treat('hash-ip')('192.0.2.1', 'string')!;

/** Text without the beginning of a reversible pseudonym, but with much that looks like a piece of one. */
const around = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        'sp1r',
        'sp1',
        '.',
        's',
        'sp1h.AAAA.',
        'AAAA',
        '43',
        '.json',
        '-',
        '_',
        '"',
        '\\',
        '/',
        hashed,
        address,
      ),
    ),
  )
  .map((parts) => parts.join(''))
  .filter((text) => !text.includes('sp1r.') && !/sp1[hi]\.[0-9A-Za-z]{4}\.[\w-]{38,42}$/.test(text));
const plain = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.isWellFormed());
const value = fc.oneof(plain, fc.integer(), fc.emailAddress());

const textPutBack = (text: string) => putBack(text, fixedKeys);
const jsonPutBack = (text: string) => {
  const { content, found } = putBackJson(Buffer.from(text), fixedKeys);
  return { content: Buffer.from(content).toString(), found };
};
const refusalOf = (act: () => unknown): PseudonymRefused => {
  try {
    act();
  } catch (error) {
    if (error instanceof PseudonymRefused) return error;
    throw error;
  }
  throw new Error('it went well');
};

describe('a reversible pseudonym', () => {
  test('is written as documented, for ever', () => {
    expect(reversible(42)).toBe('sp1r.AAAA.43.--2Ttwmun2ed18SaNspbf8Vd1gc12idUjNq65Uu9tNk');
    expect(reversible('42')).toBe('sp1r.AAAA.43.WNAQ6tdTtYsL10-vP1QskGWV3beNCapaZvZc_rgH85s');
    expect(hashed).toBe('sp1h.AAAA.iEvr4GW_UNTsRf2RhzevvmOgFUT9XtY1h00R7HJ-Cng');
    expect(address).toBe('sp1i.AAAA.vUOMKGyAN2ime6-Lh4j8Cc1M6e-isxGV5JFv4Ohzxh8');
  });

  test('needs no escapes anywhere', () => {
    holds(
      fc.property(value, (value) => {
        const pseudonym = reversible(value);
        expect(pseudonym).toMatch(/^sp1r\.AAAA\.[1-9]\d+\.[\w-]+$/);
        expect(encodeURIComponent(pseudonym)).toBe(pseudonym);
        expect(new URLSearchParams({ pseudonym }).toString()).toBe(`pseudonym=${pseudonym}`);
        expect(new URL(`https://gate.example/${pseudonym}`).pathname).toBe(`/${pseudonym}`);
        expect(JSON.stringify(pseudonym)).toBe(`"${pseudonym}"`);
      }),
    );
  });

  test('comes back wherever it stands in a text, also beside others', () => {
    holds(
      fc.property(fc.array(fc.tuple(around, value)), around, (parts, end) => {
        const text = parts.map(([before, value]) => before + reversible(value)).join('') + end;
        const { content, found } = textPutBack(text);
        expect(content).toBe(parts.map(([before, value]) => before + String(value)).join('') + end);
        expect([...found].sort()).toEqual(
          [...new Map(parts.map(([, value]) => [reversible(value), String(value)]))].sort(),
        );
      }),
    );
  });

  test('is the same for the same value, and tells numbers and texts apart', () => {
    holds(
      fc.property(value, value, (one, other) => {
        expect(
          treatmentsWith(fixedKeys).treatOf({ treatment: 'pseudonym-reversible' })!(
            String(one),
            typeof one as 'string',
          ),
        ).toBe(reversible(one));
        expect(reversible(one) === reversible(other)).toBe(one === other);
      }),
    );
  });

  test('hides the length of a value, but for 16 bytes', () => {
    const lengths = (from: number, to: number) =>
      new Set(Array.from({ length: to - from + 1 }, (_, at) => reversible('x'.repeat(from + at)).length));
    expect(lengths(1, 14).size).toBe(1);
    expect(lengths(15, 30).size).toBe(1);
    expect(lengths(14, 15).size).toBe(2);
  });

  test('of text that is not Unicode is not made: it would not come back', () => {
    expect(treat('pseudonym-reversible')('a\ud800', 'string')).toBeUndefined();
  });

  test('with any other character is refused, or no longer looks like one', () => {
    const flip = fc.record({ value, at: fc.nat(), character: fc.constantFrom(...'AaZz09-_.~ %é') });
    holds(
      fc.property(flip, around, ({ value, at, character }, end) => {
        const pseudonym = reversible(value);
        const place = at % pseudonym.length;
        fc.pre(pseudonym[place] !== character);
        const forged = pseudonym.slice(0, place) + character + pseudonym.slice(place + 1) + end;
        if (place < 'sp1r.'.length)
          return void expect(textPutBack(forged)).toEqual({ content: forged, found: new Map() });
        const json = JSON.stringify({ id: forged });
        for (const act of [() => textPutBack(forged), () => jsonPutBack(json)]) {
          const refusal = refusalOf(act);
          expect(refusal.code).toBe('pseudonym-refused');
          expect(refusal.message).toMatch(/^a pseudonym was refused: [a-z-]+$/);
        }
      }),
    );
  });

  test('that was cut is refused', () => {
    const pseudonym = reversible('ada@example.com');
    for (let length = 'sp1r.'.length; length < pseudonym.length; length++) {
      for (const text of [pseudonym.slice(0, length), `${pseudonym.slice(0, length)}.json`]) {
        expect(refusalOf(() => textPutBack(`x ${text}`)).fault).toMatch(/damaged|forged|unknown-key/);
      }
    }
  });

  test('in another spelling of the same bytes is refused', () => {
    // Of the last character of 43, two bits are not used.
    const pseudonym = reversible(7);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(pseudonym.at(-1)!);
    expect(refusalOf(() => textPutBack(pseudonym.slice(0, -1) + alphabet[last + 1])).fault).toBe('damaged');
    expect(refusalOf(() => textPutBack(pseudonym.replace('.43.', '.043.'))).fault).toBe('damaged');
  });

  test('ends where its length says, whatever it ends with', () => {
    const body = `${'x'.repeat(60)}sp1r`;
    const text = `sp1r.AAAA.64.${body}.json`;
    expect(Array.from(reversibleTexts(text), ({ start, end, keyId }) => [start, end, keyId])).toEqual([
      [0, 77, 'AAAA'],
    ]);
  });

  test.each([
    ['of another gateway', newKeys(), 'unknown-key'],
    ['of a gateway with the same key', deriveKeys('other', fixedRing), 'forged'],
    [
      'of a key with the same id',
      deriveKeys('acme', { current: 'AAAA', keys: new Map([['AAAA', new Uint8Array(32)]]) }),
      'forged',
    ],
  ])('%s is refused', (_, keys, fault) => {
    const foreign = treatmentsWith(keys).treatOf({ treatment: 'pseudonym-reversible' })!('42', 'string')!;
    expect(refusalOf(() => textPutBack(`/users/${foreign}`)).fault).toBe(fault);
    expect(refusalOf(() => jsonPutBack(`{"a":"${foreign}"}`)).fault).toBe(fault);
    expect(textPutBack(reversible('42')).content).toBe('42');
  });

  test('with its parts exchanged is refused', () => {
    const [one, other] = [reversible('one'), reversible('two')].map((text) => text.split('.').at(-1)!) as [
      string,
      string,
    ];
    for (const body of [one.slice(0, 22) + other.slice(22), one + other, 'A'.repeat(43), 'AA', one.slice(0, 21)]) {
      expect(refusalOf(() => textPutBack(`sp1r.AAAA.${body.length}.${body}`)).fault).toMatch(/forged|damaged/);
    }
    expect(refusalOf(() => textPutBack(`sp1r.AAAA.99999999.${one}`)).fault).toBe('damaged');
  });

  test('of the key before comes back, and of the key before that does not', () => {
    const rotated = rotateKeyRing(fixedRing, randomBytes);
    const text = `${reversible('old')} ${treatmentsWith(deriveKeys('acme', rotated)).treatOf({ treatment: 'pseudonym-reversible' })!('new', 'string')}`;
    expect(putBack(text, deriveKeys('acme', rotated)).content).toBe('old new');
    const twice = deriveKeys('acme', rotateKeyRing(rotated, randomBytes));
    expect(refusalOf(() => putBack(text, twice)).fault).toBe('unknown-key');
  });
});

describe('pseudonyms that no one can turn back', () => {
  test.each([hashed, address, `${hashed}.json`, `x${address}${hashed}`, 'sp2r.AAAA.43.', 'SP1R.AAAA.43.'])(
    '%s stays',
    (text) => {
      expect(textPutBack(text)).toEqual({ content: text, found: new Map() });
      expect(jsonPutBack(JSON.stringify([text])).content).toBe(JSON.stringify([text]));
    },
  );

  test('hide nothing that is looked for', () => {
    const body = `${'x'.repeat(39)}sp1r`;
    expect(textPutBack(`sp1h.AAAA.${body}.json`).content).toBe(`sp1h.AAAA.${body}.json`);
    expect(textPutBack(`${hashed}${reversible('a')}`).content).toBe(`${hashed}a`);
  });
});

describe('putting back in JSON', () => {
  const [text, number] = [reversible('a "quoted" \\ é\n\u2028'), reversible(42)];
  const exact = treat('pseudonym-reversible')('12345678901234567890.50e+2', 'number')!;

  test.each([
    ['a text', `{"a":"${text}"}`, `{"a":${JSON.stringify('a "quoted" \\ é\n\u2028')}}`],
    ['a number, which becomes a number', `{"a":"${number}"}`, '{"a":42}'],
    ['a number in a list', `["${number}",["${number}" , "${number}"]]`, '[42,[42 , 42]]'],
    ['a number alone', ` "${number}" `, ' 42 '],
    ['a number with its exact text', `["${exact}"]`, '[12345678901234567890.50e+2]'],
    ['a number within a text', `["id ${number}","${number} "]`, '["id 42","42 "]'],
    ['two numbers', `["${number}${number}"]`, '["4242"]'],
    ['a key', `{"${text}":1}`, `{${JSON.stringify('a "quoted" \\ é\n\u2028')}:1}`],
    ['a key that is a number, which stays text', `{"${number}" \n: "${number}"}`, '{"42" \n: 42}'],
    ['something behind escapes', `["\\u0073p1r${number.slice(4)}"]`, '[42]'],
    ['an escape before it', `["\\\\${number}","\\"${number}"]`, '["\\\\42","\\"42"]'],
    [
      'numbers and spaces beside it',
      `{ "b" : 1.0e0 , "n":123456789012345678901 ,"a":"${number}"}`,
      '{ "b" : 1.0e0 , "n":123456789012345678901 ,"a":42}',
    ],
    ['the same key twice', `{"a":"${number}","a":1}`, '{"a":42,"a":1}'],
    ['nothing', '{"a":["\\u00e9","é",{}]}', '{"a":["\\u00e9","é",{}]}'],
  ])('changes %s, and nothing else', (_, document, expected) => {
    expect(jsonPutBack(document).content).toBe(expected);
  });

  test('gives what was sent if nothing is to be put back', () => {
    for (const document of ['{"a":1}', '{"a":"\\n"}', `["${hashed}"]`]) {
      const bytes = Buffer.from(document);
      expect(putBackJson(bytes, fixedKeys).content).toBe(bytes);
    }
  });

  test('of any document is as putting back in each of its strings', () => {
    const parts = fc.array(fc.tuple(around, value.map(reversible)), { maxLength: 2 });
    const string = fc.tuple(parts, around).map(([parts, end]) => [...parts.flat(), end].join(''));
    const { document } = fc.letrec<{ document: unknown }>((tie) => ({
      document: fc.oneof(
        { maxDepth: 4 },
        string,
        fc.double({ noDefaultInfinity: true, noNaN: true }).filter((number) => !Object.is(number, -0)),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('document')),
        fc.dictionary(string, tie('document')),
      ),
    }));
    const escaped = (json: string) => json.replaceAll('p', '\\u0070');
    const walked = (value: unknown): unknown => {
      if (typeof value === 'string') return plainOf(value);
      if (Array.isArray(value)) return value.map(walked);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [textPutBack(key).content, walked(each)]));
    };
    const plainOf = (text: string): unknown => {
      const { content, found } = textPutBack(text);
      return found.has(text) && text !== reversible(content) ? Number(content) : content;
    };
    holds(
      fc.property(document, fc.boolean(), (document, isEscaped) => {
        const json = JSON.stringify(document, null, isEscaped ? 1 : 0);
        const { content } = jsonPutBack(isEscaped ? escaped(json) : json);
        expect(JSON.parse(content)).toEqual(JSON.parse(JSON.stringify(walked(document))));
      }),
    );
  });

  test('of what is no JSON fails', () => {
    for (const broken of [
      `{"a":"${number}`,
      `[1"${number}"]`,
      `"${number}" "${number}"`,
      `{"${number}"}`,
      `'${number}'`,
    ]) {
      expect(() => jsonPutBack(broken)).toThrow(SyntaxError);
    }
    expect(() =>
      putBackJson(Buffer.concat([Buffer.from(`["${number}`), Buffer.from([0xff]), Buffer.from('"]')]), fixedKeys),
    ).toThrow(TypeError);
  });
});
