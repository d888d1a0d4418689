import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalEmail } from '../../../../lambda/shapes/treatments/canonical-email.ts';
import { cpuMilliseconds } from './cpu-milliseconds.ts';
import { holds } from './holds.ts';

/** By address, the texts that mean it. */
const same: Readonly<Record<string, readonly string[]>> = {
  'ada@example.com': [
    'ada@example.com',
    'ADA@example.com',
    'Ada@Example.COM',
    ' ada@example.com\n',
    'ada@example.com.',
    'ada+news@example.com',
    'ada+news+more@example.com',
    'ada+@example.com',
    'Ada <ada@example.com>',
    '<ada@example.com>',
    'Ada Lovelace < ada@example.com >',
    '"Lovelace, Ada" <ada@example.com>',
    '"Ada \\"the\\" <Countess>" <ada@example.com>',
    'ada@work.example <ada@example.com>',
    'Ada (of London) <ada@example.com>',
    'ada(work)@example.com',
    '(work)ada@(home)example.com(away)',
    'ada (one (two (three)) four) @ example.com',
    'ada(\\) quoted)@example.com',
    'ada (not "closed) @example.com',
    '"ada"@example.com',
    '"Ada+news"@example.com',
    '"a\\da"@example.com',
    'mailto:ada@example.com',
    'MAILTO:ada@example.com?subject=hello@there',
    'mailto:ada%2Bnews@example.com',
    'mailto:%61da@example.com',
    'mailto:ada@example.com#part',
  ],
  'ada.l@example.com': ['ada.l@example.com', 'Ada.L@example.com', '"ada.l"@example.com'],
  'ada@xn--bcher-kva.example': [
    'ada@bücher.example',
    'ada@BÜCHER.example',
    'ada@bu\u0308cher.example',
    'ada@xn--bcher-kva.example',
    'ada@XN--BCHER-KVA.example',
    'ada@bücher.example.',
    'ada@bücher。example',
    'ada@bücher.example。',
  ],
  'ada@xn--strae-oqa.example': ['ada@straße.example', 'ada@STRAßE.example', 'Ada <ada@Straße.example>'],
  'jørgen@example.com': ['jørgen@example.com', 'JØRGEN@example.com', 'Jørgen+x@Example.com'],
  'zoë@example.com': ['zoë@example.com', 'zoe\u0308@example.com', 'ZOË@example.com'],
  'ada@[192.0.2.1]': ['ada@[192.0.2.1]', 'ADA@[192.0.2.1]', 'ada@[IPv6:::ffff:192.0.2.1]'],
  'ada@[2001:db8::1]': ['ada@[IPv6:2001:db8::1]', 'ada@[ipv6:2001:DB8:0:0::1]'],
  'a b@example.com': ['"a b"@example.com', '"A b"@example.com'],
  'a@b@example.com': ['"a@b"@example.com', '"a\\@b"@example.com'],
  '+tag@example.com': ['+tag@example.com', '+Tag@example.com'],
  "o'brien_{x}|y@example.com": ["o'brien_{x}|y@example.com"],
  'a..b@example.com': ['a..b@example.com'],
  'ada@mail_1.example.com': ['ada@mail_1.example.com'],
  'ada@xn--a.example': ['ada@xn--a.example'],
};

/** What is no address, or not one alone. */
const others: readonly string[] = [
  '',
  '@',
  'ada',
  'ada@',
  '@example.com',
  'ada@example',
  'ada@localhost',
  'ada@.example.com',
  'ada@example..com',
  'ada@-example.com',
  'ada@example-.com',
  'ada@127.0.0.1',
  'ada@1.2.3',
  'ada@0x7f.1',
  'ada@example.com/path',
  'ada@example.com:25',
  'ada@exa mple.com',
  'ada@bü cher.example',
  'ada@bü/cher.example',
  'ada@bü%2fcher.example',
  'ada@bücher.example/path',
  'ada@bücher.example:25',
  'ada@bücher.example?x',
  'ada@bücher.example%2fx',
  'ada@[192.0.2.256]',
  'ada@[example.com]',
  'ada@[]',
  'ada love@example.com',
  'ada@example.com, grace@example.com',
  'ada@example.com; grace@example.com',
  'ada@work@example.com',
  'Ada <ada@example.com> and Grace <grace@example.com>',
  'Ada <ada@example.com',
  'Ada ada@example.com>',
  'write to ada@example.com',
  'ada(@example.com',
  'ada)@example.com',
  ')(ada@example.com',
  '"ada@example.com',
  '""@example.com',
  '"ada".l@example.com',
  'ada\\l@example.com',
  'ada\0@example.com',
  'git@example.com:team/project.git',
  'https://ada@example.com/',
  `ada@${'a'.repeat(64)}.com`,
  `ada@${'a.'.repeat(130)}com`,
  `${'a'.repeat(1_000)}@example.com`,
];

const spellings = Object.entries(same).flatMap(([address, texts]) => texts.map((text) => [text, address] as const));

describe('an e-mail address', () => {
  test.each(spellings)('%j is %s', (text, address) => {
    expect(canonicalEmail(text)).toBe(address);
  });

  test.each(others)('is not %j', (text) => {
    expect(canonicalEmail(text)).toBeUndefined();
  });

  test('keeps its one spelling', () => {
    const rare = new Set(['a b@example.com', 'a@b@example.com', '+tag@example.com']);
    for (const address of Object.keys(same).filter((each) => !rare.has(each))) {
      expect(canonicalEmail(address)).toBe(address);
    }
  });

  test('is the same however it is dressed', () => {
    const local = fc.stringMatching(/^[a-z0-9_][a-z0-9_.-]{0,20}$/);
    const domain = fc.domain();
    const name = fc.stringMatching(/^[A-Za-z ,.@<>]{0,20}$/);
    const tag = fc.stringMatching(/^[a-z0-9+.-]{0,10}$/);
    const comment = fc.stringMatching(/^[a-z @<>."]{0,10}$/).map((text) => `(${text.replaceAll('"', '')})`);
    holds(
      fc.property(local, domain, name, tag, comment, fc.boolean(), (local, domain, name, tag, comment, isUpper) => {
        const plain = `${local}@${domain.toLowerCase()}`;
        const spelled = isUpper ? plain.toUpperCase() : plain;
        const [spelledLocal, spelledDomain] = spelled.split('@');
        expect(canonicalEmail(spelled)).toBe(plain);
        for (const dressed of [
          `${spelledLocal}+${tag}@${spelledDomain}.`,
          `"${name}" <${spelled}>`,
          `${spelledLocal}${comment}@${comment}${spelledDomain}`,
          `"${spelledLocal}"@${spelledDomain}`,
          `mailto:${spelled}?subject=x`,
        ]) {
          expect(canonicalEmail(dressed)).toBe(plain);
        }
      }),
    );
  });

  test('is decided in time that grows with the text', () => {
    for (const hostile of ['"', '"a', '(', '\\"', '<', 'a@', '"\\', '(")', '@(', '. ', '"" ', '<">']) {
      const text = `${hostile.repeat(Math.floor(990 / hostile.length))}@x.y`;
      expect(cpuMilliseconds(() => canonicalEmail(text))).toBeLessThan(50);
    }
  });
});
