import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Dn, dnKey, dnText, isWithin, parseDn } from '../../../connectors/ldap/dn.ts';

const plain = (...rdns: readonly (readonly (readonly [string, string])[])[]): Dn =>
  rdns.map((rdn) => rdn.map(([type, value]) => ({ type, value, isHex: false })));

/** Texts in which everything is frequent that means something in a DN. */
const hostile = fc.string({ unit: fc.constantFrom(...' ,+"\\;<>=#aB1\0\r\né🦊') });
const dns = fc.array(
  fc.array(fc.tuple(fc.constantFrom('cn', 'UID', 'x-y1', '2.5.4.3'), hostile), { minLength: 1, maxLength: 3 }),
  { minLength: 1, maxLength: 4 },
);

describe('a DN', () => {
  test.each<[string, Dn]>([
    ['', []],
    ['cn=Ada', plain([['cn', 'Ada']])],
    [
      'cn=Lee\\, Ada+uid=ada, dc=example',
      plain(
        [
          ['cn', 'Lee, Ada'],
          ['uid', 'ada'],
        ],
        [['dc', 'example']],
      ),
    ],
    ['cn=a\\2cb\\c3\\a9', plain([['cn', 'a,bé']])],
    [' cn = \\ a\\  , dc= x ', plain([['cn', ' a ']], [['dc', 'x']])],
    ['cn=', plain([['cn', '']])],
    ['cn=a=b', plain([['cn', 'a=b']])],
    ['2.5.4.3=\\#a', plain([['2.5.4.3', '#a']])],
    ['cn=#04024869', [[{ type: 'cn', value: '#04024869', isHex: true }]]],
  ])('%j is read', (text, dn) => expect(parseDn(text)).toEqual(dn));

  test.each([
    'cn',
    'cn=a,',
    'cn=a,,dc=b',
    '=a',
    'cn=a"b',
    'cn=a;dc=b',
    'cn=<GUID>',
    'cn=a\\',
    'cn=a\\x',
    'cn=#0',
    '1cn=a',
    'cn=a+',
  ])('%j is none', (text) => expect([parseDn(text), dnKey(text)]).toEqual([undefined, undefined]));

  test('keeps every value when it is written and read again', () => {
    fc.assert(
      fc.property(dns, (rdns) => {
        expect(parseDn(dnText(plain(...rdns)))).toEqual(plain(...rdns));
      }),
    );
  });

  test.each([
    ['CN=Ada Lee,OU=People,DC=Example', 'cn=Ada  Lee , ou=people, dc=example'],
    ['cn=a+uid=b,dc=x', 'UID=B+CN=A,DC=x'],
    ['cn=Lee\\, Ada,dc=x', 'cn=lee\\2C ada,dc=x'],
    ['cn=\\C3\\89tienne,dc=x', 'cn=étienne,dc=X'],
    ['cn=\\=,dc=x', 'cn==,dc=x'],
    ['cn=a\\ ,dc=x', 'cn=a,dc=x'],
  ])('%j is the same as %j', (one, other) => {
    expect(dnKey(one)).toBeDefined();
    expect(dnKey(one)).toBe(dnKey(other));
  });

  test.each([
    ['cn=a,dc=x', 'cn=b,dc=x'],
    ['cn=a\\,dc=x', 'cn=a,dc=x'],
    ['cn=a+uid=b', 'cn=a,uid=b'],
  ])('%j is another than %j', (one, other) => expect(dnKey(one)).not.toBe(dnKey(other)));

  test('the quick way to its key gives what the other gives', () => {
    const value = fc.string({ unit: fc.constantFrom(...'aB1 -._é,'), minLength: 1 });
    const rdns = fc.array(fc.tuple(fc.constantFrom('cn', 'OU'), value), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(rdns, (each) => {
        const text = dnText(plain(...each.map((part) => [part])));
        // A name that is an OID does not go the quick way.
        const slow = (dn: string) => dnKey(`${dn},0.9=x`)!.slice(0, -',0.9=x'.length);
        expect(dnKey(text)).toBe(slow(text));
      }),
    );
  });

  test.each([
    ['ou=people,dc=x', true],
    ['uid=a,OU=People,dc=x', true],
    ['uid=a+cn=b,ou=x,ou=people,dc=X', true],
    ['dc=x', false],
    ['uid=a\\,ou=people,dc=x', false],
    ['ou=people,dc=x,dc=y', false],
    ['uid=ou\\=people\\,dc\\=x,dc=y', false],
  ])('%j is within ou=people,dc=x: %s', (text, expected) =>
    expect(isWithin(parseDn(text)!, parseDn('ou=people,dc=x')!)).toBe(expected),
  );
});
