import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { KnownPattern, Shape } from '../../../../config/shapes/shape.ts';
import { knownPatterns } from '../../../../lambda/shapes/treatments/known-patterns.ts';
import { loadPatterns, type Patterns, usesPatterns } from '../../../../lambda/shapes/treatments/patterns.ts';
import { treatmentsWith } from '../../../../lambda/shapes/treatments/treatments-with.ts';
import { cpuMilliseconds } from './cpu-milliseconds.ts';
import { holds } from './holds.ts';
import { fixedKeys } from './test-keys.ts';

let patterns: Patterns;
beforeAll(async () => {
  patterns = await loadPatterns();
});

/** By a clock that stands still: a busy machine may rest longer in the middle of it than a text may take. */
const redact = (text: string, shape: Omit<Shape, 'treatment'> = {}, now = () => 0): string =>
  treatmentsWith(fixedKeys, { patterns, now }).treatOf({ ...shape, treatment: 'redact' })!(text, 'string')!;

/** With [ ] around what goes. */
const marked: Readonly<Record<KnownPattern, readonly string[]>> = {
  email: [
    '[ada@example.com]',
    'write to [ada.l+news@mail.example.co.uk], please',
    '<[ada@example.com]>',
    '([ADA@EXAMPLE.COM])',
    '[jørgen@bücher.example]',
    "[o'brien@example.com]; [x@y.zz]",
    'ada@localhost',
    'ada @ example.com',
    '@example.com and ada@',
    `[${'a'.repeat(100)}@example.com]`,
    'a@[b@example.com]',
  ],
  phone: [
    '[+44 20 7946 0958]',
    'call [+1 (415) 555-2671] or [(415) 555-2671]',
    '[0043 1 234567], [030/1234567], [01.23.45.67.89]',
    'tel:[+4915112345678]',
    'Tel.[0301234567]',
    'x[5552671]x',
    '[٠٣٠١٢٣٤٥٦٧]',
    'in 123456 steps',
    'on 2026-11-22, 22.11.2026 and 11/22/2026',
    'on 2026-11-22 [0301234567], 22.11.2026-[0301234567]',
    '[17 0301234567]',
    'at 12:30:00',
    '12345678901234567890',
  ],
  ip: [
    'from [192.0.2.1]',
    '[192.0.2.1]:443',
    'ip=[10.0.0.1], addr:[10.0.0.2]',
    '[999.1.2.3]',
    'v[1.2.3.4]',
    'from [2001:db8::1] to [fe80::1]%eth0',
    'ip:[2001:db8:0:0:0:0:0:1]',
    'from [::1] to [a::b.]',
    '[::ffff:192.0.2.1]',
    'at 12:30 and 12:30:00',
    'std::vector and a:b',
    '1.2.3',
  ],
  url: [
    '[https://example.com/people/42?x=1#y]',
    'see [http://wiki/ada] and [www.example.com/ada]',
    'HREF="[HTTPS://Example.com]"',
    '<[ldap://directory/ou=people]>',
    'a//b and w.x.y',
    'example.com',
  ],
  iban: [
    '[GB29NWBK60161331926819]',
    'to [DE89 3704 0044 0532 0130 00]',
    '[gb29nwbk60161331926819].',
    '[NO9386011117947]',
    'GB29 and AB12CD',
    'XGB29NWBK6016',
  ],
  card: [
    '[4111111111111111]',
    'card [4111 1111 1111 1111], [3782-822463-10005]',
    'no[4111111111111111]no',
    'on 2026 11 [22 4111111111111111]',
    '123456789012',
    '12345678901234567890',
  ],
};

const plainOf = (text: string): string => text.replace(/\[([^[\]]*)\]/g, '$1');
const redactedOf = (text: string): string => text.replace(/\[[^[\]]*\]/g, '[redacted]');

describe('redact', () => {
  test.each(knownPatterns.flatMap((kind) => marked[kind].map((text) => [kind, text] as const)))(
    'finds %s in %j',
    (kind, text) => {
      expect(redact(plainOf(text), { known: [kind] })).toBe(redactedOf(text));
    },
  );

  test('finds all known kinds unless some are named, or patterns are', () => {
    const text =
      'ada@example.com 192.0.2.1 +44 20 7946 0958 https://x.example GB29NWBK60161331926819 4111111111111111 AB-17';
    expect(redact(text)).toBe('[redacted] [redacted] [redacted] [redacted] [redacted] [redacted] AB-17');
    expect(redact(text, { known: ['email', 'ip'] })).toMatch(/^\[redacted\] \[redacted\] \+44/);
    expect(redact(text, { patterns: ['[A-Z]{2}-[0-9]+'] })).toMatch(/^ada@example\.com .* \[redacted\]$/);
    expect(redact(text, { patterns: ['AB-[0-9]+'], known: ['email'] })).toMatch(/^\[redacted\] 192.* \[redacted\]$/);
    expect(redact(text, { known: [] })).toBe(text);
  });

  test('leaves other text as it is', () => {
    for (const text of [
      '',
      'Ada wrote at 12:30 on 2026-11-22: done.',
      '[redacted]',
      'a\ud800b',
      'naïve café – 3 of 4',
    ]) {
      expect(redact(text)).toBe(text);
    }
  });

  test('gives text for a number', () => {
    const treat = treatmentsWith(fixedKeys).treatOf({ treatment: 'redact' })!;
    expect(treat('4111111111111111', 'number')).toBe('[redacted]');
    expect(treat('42', 'number')).toBe('42');
  });

  test('needs RE2 for patterns, and only for them', () => {
    expect(() => treatmentsWith(fixedKeys).treatOf({ treatment: 'redact', patterns: ['a'] })).toThrow(RangeError);
    expect(usesPatterns({ $defs: { a: { properties: { b: { treatment: 'redact', patterns: ['a'] } } } } })).toBe(true);
    expect(usesPatterns([{ items: { pattern: '^a' } }])).toBe(true);
    expect(usesPatterns({ a: { treatment: 'redact', known: ['email'] }, 'x pattern': 1 })).toBe(false);
    expect(usesPatterns(undefined)).toBe(false);
  });

  test.each([
    ['that overlap', ['abc', 'bcd'], 'xabcdx', 'x[redacted]x'],
    ['that touch', ['ab', 'cd'], 'xabcdx', 'x[redacted]x'],
    ['one in the other', ['b', 'abc'], 'xabcx', 'x[redacted]x'],
    ['apart', ['a', 'c'], 'abc', '[redacted]b[redacted]'],
    ['that are empty', ['x*', '^', '$', '\\b'], 'a b', 'a b'],
    ['by groups', ['id (?:[0-9]+)'], 'id 12 id x', '[redacted] id x'],
    ['with astral characters before them', ['b+'], '🎉bb🎉', '🎉[redacted]🎉'],
    ['of any case', ['(?i)secret'], 'SeCrEt!', '[redacted]!'],
    ['everything', ['(?s).*'], 'a\nb', '[redacted]'],
  ])('blots out matches %s', (_, patterns, text, expected) => {
    expect(redact(text, { patterns })).toBe(expected);
  });

  test('leaves nothing that a pattern matches, and keeps what is around', () => {
    const word = fc.constantFrom('ada@example.com', '192.0.2.1', 'x', ' ', '-', 'é', '🎉', 'grace@example.org');
    holds(
      fc.property(fc.array(word), (words) => {
        const out = redact(words.join(' '), { known: ['email', 'ip'] });
        const kept = words.map((each) => (/@|\d/.test(each) ? '[redacted]' : each)).join(' ');
        expect(out).toBe(kept);
      }),
    );
  });
});

describe('a hostile text', () => {
  const mebibyte = (part: string): string => part.repeat(Math.ceil(2 ** 20 / part.length)).slice(0, 2 ** 20);
  const parts = [
    'a',
    '1',
    '.',
    ':',
    'a@',
    'a@a',
    '1 ',
    '1-',
    'AB12',
    '+',
    '(',
    'a.',
    'http:',
    'a:',
    '1.1',
    '::',
    'f:',
    'www.',
    'GB29 AAAA',
    '0',
  ];

  const leastOf = (act: () => unknown): number => Math.min(...Array.from({ length: 3 }, () => cpuMilliseconds(act)));

  test.each(parts)('of %j is searched in time that doubles with it', (part) => {
    const [half, whole] = [mebibyte(part).slice(0, 2 ** 19), mebibyte(part)];
    const search = treatmentsWith(fixedKeys, { now: () => 0 }).treatOf({ treatment: 'redact' })!;
    search(mebibyte('a'), 'string');
    const [first, second] = [half, whole].map((text) => leastOf(() => search(text, 'string'))) as [number, number];
    expect(second).toBeLessThan(2_000);
    expect(second).toBeLessThan(4 * first + 50);
  });

  test.each(['(a*)*b', '(a|aa)+$', '(?:a+)+b', '^(?:.*a){20}$', '(x+x+)+y', 'a{1,500}b'])(
    'and the hostile pattern %s stall nothing',
    (pattern) => {
      const treat = treatmentsWith(fixedKeys, { patterns }).treatOf({ treatment: 'redact', patterns: [pattern] })!;
      expect(cpuMilliseconds(() => treat(mebibyte('a'), 'string'))).toBeLessThan(10_000);
      expect(patterns.tester(pattern)('c'.repeat(2 ** 20))).toBe(false);
    },
  );

  test('for which a pattern searches to the end again and again is blotted out as a whole', () => {
    for (const pattern of ['a.*z|a', '(?:a.*z)?']) {
      const text = mebibyte('a');
      const search = () => expect(redact(text, { patterns: [pattern] }, () => performance.now())).toBe('[redacted]');
      expect(cpuMilliseconds(search)).toBeLessThan(5_000);
    }
  });

  test('is given up when its time is over, not before', () => {
    const slow = (milliseconds: number) => {
      let clock = 0;
      const treat = treatmentsWith(fixedKeys, { patterns, now: () => (clock += milliseconds) });
      return treat.treatOf({ treatment: 'redact', patterns: ['a'] })!('abacad', 'string');
    };
    expect(slow(10)).toBe('[redacted]b[redacted]c[redacted]d');
    expect(slow(30)).toBe('[redacted]');
  });
});

describe('patterns', () => {
  test('test anywhere in a text, as JSON Schema says', () => {
    expect(patterns.tester('b+')('abc')).toBe(true);
    expect(patterns.tester('^[A-Z]{3}-[0-9]+$')('ABC-17')).toBe(true);
    expect(patterns.tester('^[A-Z]{3}-[0-9]+$')('xABC-17')).toBe(false);
    expect(patterns.tester('^\\p{Lu}')('Éa')).toBe(true);
  });

  test.each(['(', '(?<=a)b', '(a)\\1', 'a{2000}'])('of another kind than RE2 are refused: %s', (pattern) => {
    expect(() => patterns.tester(pattern)).toThrow();
    expect(() => patterns.finder(pattern)).toThrow();
  });
});
