import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Treatment } from '../../../../config/shapes/shape.ts';
import { deriveKeys } from '../../../../lambda/keys/gateway-keys.ts';
import { treatmentsWith } from '../../../../lambda/shapes/treatments/treatments-with.ts';
import { cpuMilliseconds } from './cpu-milliseconds.ts';
import { holds } from './holds.ts';
import { fixedKeys, fixedRing, newKeys } from './test-keys.ts';

const treatments = treatmentsWith(fixedKeys);
const treat = (treatment: Treatment, text: string, kind: 'string' | 'number' = 'string') =>
  treatments.treatOf({ treatment })!(text, kind);

describe('keep and drop', () => {
  test('leave a value as it is, and leave nothing', () => {
    expect(treatments.treatOf({ type: 'string' })).toBeUndefined();
    expect(treatments.treatOf({ treatment: 'keep' })).toBeUndefined();
    expect(treat('drop', 'ada')).toBeUndefined();
  });
});

describe('a pseudonym', () => {
  test('has one form, whatever it is of', () => {
    holds(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }),
        fc.constantFrom('string', 'number'),
        (text, kind) => {
          fc.pre(text.normalize('NFC').trim() !== '');
          expect(treat('pseudonym', text, kind)).toMatch(/^sp1h\.AAAA\.[\w-]{43}$/);
        },
      ),
    );
  });

  test('of the id of a user is the same where Google writes what it is before it', () => {
    expect(treat('pseudonym', 'users/118000042')).toBe(treat('pseudonym', '118000042'));
    expect(treat('pseudonym', 'users/app')).not.toBe(treat('pseudonym', 'app'));
    expect(treat('pseudonym', 'groups/118000042')).not.toBe(treat('pseudonym', '118000042'));
  });

  test('of a list of addresses is that of each, in their order', () => {
    const texts = [
      'ada@example.com, grace@example.com',
      'Ada@Example.com;grace@example.com;',
      '"Lovelace, Ada" <ada+x@example.com>,\r\n Grace (Hopper, USN) <grace@example.com>',
      ',ada@example.com , ; <grace@example.com>',
      'ada@example.com, Grace <grace@example.com>',
    ];
    const each = ['ada@example.com', 'grace@example.com'].map((address) => treat('pseudonym', address));
    for (const text of texts) expect(treat('pseudonym', text)).toBe(each.join(', '));
  });

  test.each([
    'ada@example.com, Grace',
    'Doe, Grace <grace@example.com>, ada@example.com',
    'Team: ada@example.com, grace@example.com;',
    'undisclosed-recipients:;',
    'ada@example.com grace@example.com',
    'ada@example.com, grace@localhost',
    '"ada@example.com, grace@example.com',
    '<ada@example.com, grace@example.com>',
  ])('of %j is one, because something in it is no address', (text) => {
    expect(treat('pseudonym', text)).toMatch(/^sp1h\.AAAA\.[\w-]{43}$/);
  });

  test('of a long list takes no more time than the list is long', () => {
    const hostile = ['"', '<', '(', '\\', '<a@b.co', '(a@b.co', '"a@b.co', 'a@b.co, ', '",<"('];
    const slowest = hostile.map((part) =>
      cpuMilliseconds(() => treat('pseudonym', `a@b.co, ${part.repeat(200_000 / part.length)}`)),
    );
    expect(Math.max(...slowest)).toBeLessThan(1_000);
  });

  const same: [string, readonly string[]][] = [
    ['an address', ['ada@example.com', 'Ada <ADA+x@Example.com.>', ' mailto:ada@example.com']],
    ['a text', ['Zoë', ' Zoë\n', 'Zoe\u0308']],
    ['an id', ['4211', ' 4211 ']],
  ];
  test.each(same)('is the same for all spellings of %s', (_, texts) => {
    expect(new Set(texts.map((text) => treat('pseudonym', text))).size).toBe(1);
  });

  test('is another one for another text, also of another case', () => {
    const texts = [
      'Ada',
      'ada',
      'A da',
      'ada@example',
      'ada@example.com',
      'ada.@example.com',
      '4211',
      '04211',
      '4211.0',
    ];
    expect(new Set(texts.map((text) => treat('pseudonym', text))).size).toBe(texts.length);
  });

  test('joins a number with the text of the same digits', () => {
    expect(treat('pseudonym', '4211', 'number')).toBe(treat('pseudonym', '4211'));
  });

  test('of nothing is nothing: those without a name are not one person', () => {
    expect(treat('pseudonym', '')).toBe('');
    expect(treat('pseudonym', ' \n')).toBe('');
    expect(treat('pseudonym-reversible', '')).toBe('');
    expect(treat('pseudonym-reversible', ' ')).toMatch(/^sp1r\./);
  });

  test('is another one with another key, and no address is the pseudonym of a text', () => {
    const other = treatmentsWith(newKeys());
    for (const treatment of ['pseudonym', 'pseudonym-reversible', 'hash-ip'] as const) {
      expect(other.treatOf({ treatment })!('192.0.2.1', 'string')).not.toBe(treat(treatment, '192.0.2.1'));
    }
    const bodies = ['pseudonym', 'hash-ip'].map((each) => treat(each as Treatment, '192.0.2.1')?.slice(10));
    expect(new Set(bodies).size).toBe(2);
  });

  test('is the same in all sources of a gateway', () => {
    const source = treatmentsWith(deriveKeys('acme', fixedRing));
    for (const treatment of ['pseudonym', 'pseudonym-reversible', 'hash-ip'] as const) {
      expect(source.treatOf({ treatment })!('192.0.2.1', 'string')).toBe(treat(treatment, '192.0.2.1'));
    }
  });

  test('is the same when it is remembered, when it is forgotten again, and for long texts', () => {
    const few = ['ada@example.com', 'grace@example.com', 'x'.repeat(300), 'é'.repeat(600)];
    const once = few.map((text) => treat('pseudonym', text));
    for (let crowd = 0; crowd < 10_000; crowd++) {
      treat('pseudonym', `person-${crowd}@example.com`);
      if (crowd % 1_000 === 0) expect(treat('pseudonym', few[0]!)).toBe(once[0]);
    }
    expect(few.map((text) => treat('pseudonym', text))).toEqual(once);
    expect(new Set(once).size).toBe(few.length);
  });
});

describe('hash-ip', () => {
  test('is the same for all spellings of an address', () => {
    const texts = ['192.0.2.1', '::ffff:c000:201', '192.0.2.1:443', '[::ffff:192.0.2.1]:80'];
    expect(new Set(texts.map((text) => treat('hash-ip', text)))).toEqual(new Set([treat('hash-ip', '192.0.2.1')]));
    expect(treat('hash-ip', '192.0.2.1')).toMatch(/^sp1i\.AAAA\.[\w-]{43}$/);
  });

  test.each(['', 'localhost', '192.0.2.01', '192.0.2.1, 192.0.2.2', 'ada'])('has nothing for %j', (text) => {
    expect(treat('hash-ip', text)).toBeUndefined();
  });

  test('has nothing for a number', () => {
    expect(treat('hash-ip', '1.1', 'number')).toBeUndefined();
  });
});

describe('domain', () => {
  test.each([
    ['ada@example.com', 'example.com'],
    ['Ada <ada+x@Mail.EXAMPLE.com.>', 'mail.example.com'],
    ['ada@bücher.example', 'xn--bcher-kva.example'],
    ['"a@b"@example.com', 'example.com'],
    ['https://example.com', 'example.com'],
    ['https://Ada:pw@Wiki.Example.com:8443/people?x=a@b.c#d', 'wiki.example.com'],
    [' http://example.com./ ', 'example.com'],
    ['https://BÜCHER.example/ada', 'xn--bcher-kva.example'],
    ['ldap://Directory.Example.com/ou=people', 'directory.example.com'],
    ['ldap://bücher.example', 'xn--bcher-kva.example'],
    ['ftp://files.example.com/x', 'files.example.com'],
    ['https://mail_1.example.com/', 'mail_1.example.com'],
  ])('of %j is %s', (text, domain) => {
    expect(treat('domain', text)).toBe(domain);
  });

  test.each([
    '',
    'ada',
    'example.com',
    '//example.com/',
    'https://',
    'https://localhost/ada',
    'https://192.0.2.1/ada',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://[2001:db8::1]/',
    'https://exa mple.com/',
    'see https://example.com/',
    'ada@localhost',
    'ada@[192.0.2.1]',
    'file:///etc/passwd',
    'data:text/plain,ada@example.com',
  ])('there is none in %j', (text) => {
    expect(treat('domain', text)).toBeUndefined();
  });

  test('there is none in a number', () => {
    expect(treat('domain', '1.5', 'number')).toBeUndefined();
  });
});

describe('length', () => {
  test.each([
    ['', 0, 0],
    ['ada', 3, 1],
    ['Ada Lovelace', 12, 2],
    [' two\n\twords ', 12, 2],
    ['one\u00a0two\u3000three\u2028four', 18, 4],
    ["don't state-of-the-art e-mail 3.14", 34, 4],
    ['a - b — c … !', 13, 3],
    ['Žluťoučký kůň', 13, 2],
    ['Привет, мир', 11, 2],
    ['مرحبا بالعالم', 13, 2],
    ['안녕하세요 세계', 8, 2],
    ['👩‍👩‍👧 family 🎉', 14, 1],
    ['𝒜𝒹𝒶 𐐀', 5, 2],
    ['\ud800 a', 3, 1],
    ['今日はいい天気ですね', 10, 6],
    ['中华人民共和国', 7, 3],
    ['我们去公园', 5, 3],
    ['สวัสดีชาวโลก', 12, 3],
    ['Tokyo 東京 2026', 13, 3],
  ])('of %j is %i and %i', (text, characters, words) => {
    expect(treat('length', text)).toBe(`${characters} characters, ${words} words`);
  });

  test('counts characters as Unicode does, and tells nothing else', () => {
    holds(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [, characters, words] = /^(\d+) characters, (\d+) words$/.exec(treat('length', text)!)!;
        expect(Number(characters)).toBe([...text].length);
        expect(Number(words)).toBeLessThanOrEqual([...text].length);
      }),
    );
  });

  test('of a number counts its text', () => {
    expect(treat('length', '-12.50', 'number')).toBe('6 characters, 1 words');
  });

  test.each(['a ', '- ', 'x', '中', 'ก', '\u3000'])('of a mebibyte of %j takes no time to speak of', (part) => {
    const text = part.repeat(2 ** 20 / part.length);
    expect(cpuMilliseconds(() => treat('length', text))).toBeLessThan(2_000);
  });
});
