import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalIp } from '../../../../lambda/shapes/treatments/canonical-ip.ts';
import { holds } from './holds.ts';

const same: Readonly<Record<string, readonly string[]>> = {
  '192.0.2.1': [
    '192.0.2.1',
    ' 192.0.2.1 ',
    '192.0.2.1:443',
    '192.0.2.1:0',
    '192.0.2.1:65535',
    '::ffff:192.0.2.1',
    '::FFFF:192.0.2.1',
    '::ffff:c000:201',
    '0:0:0:0:0:ffff:c000:0201',
    '0000:0000:0000:0000:0000:ffff:192.0.2.1',
    '[::ffff:192.0.2.1]:443',
    '::ffff:192.0.2.1%eth0',
  ],
  '0.0.0.1': ['0.0.0.1', '::ffff:0:1'],
  '255.255.255.255': ['255.255.255.255', '::ffff:ffff:ffff'],
  '2001:db8::1': [
    '2001:db8::1',
    '2001:DB8::1',
    '2001:0db8:0000:0000:0000:0000:0000:0001',
    '2001:db8:0:0:0:0:0:1',
    '2001:db8::0:1',
    '[2001:db8::1]',
    '[2001:db8::1]:65535',
    '2001:db8::0.0.0.1',
  ],
  '2001:db8::1:0:0:1': ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  'fe80::1': ['fe80::1', 'fe80::1%eth0', 'fe80::1%1', 'FE80::1%en0.100', '[fe80::1%25eth0]:22'],
  '::': ['::', '0:0:0:0:0:0:0:0'],
  '::1': ['::1', '0::1', '[::1]'],
  '::c000:201': ['::192.0.2.1'],
  '64:ff9b::c000:201': ['64:ff9b::192.0.2.1'],
};

const others: readonly string[] = [
  '',
  'localhost',
  '192.0.2',
  '192.0.2.1.5',
  '192.0.2.256',
  '192.0.2.01',
  '192.000.2.1',
  '010.0.0.1',
  '0x7f.0.0.1',
  '2130706433',
  '127.1',
  '192.0.2.1/24',
  '192.0.2.1:',
  '192.0.2.1:65536',
  '192.0.2.1:443:1',
  '192.0.2.1%eth0',
  '[192.0.2.1]',
  '192.0.2.1, 192.0.2.2',
  '192.0.2.1 192.0.2.2',
  '１９２.0.2.1',
  ':',
  ':::',
  '1::2::3',
  '2001:db8',
  '2001:db8::g',
  '2001:db8::12345',
  '1:2:3:4:5:6:7:8:9',
  '2001:db8::1/64',
  '::ffff:192.0.2.01',
  '::ffff:192.0.2.256',
  'fe80::1%',
  'fe80::1% eth0',
  '[::1',
  '::1]',
  '[::1]443',
  '[::1]:65536',
  '00:1a:2b:3c:4d:5e',
  'http://[::1]/',
  '1'.repeat(200),
];

describe('an IP address', () => {
  test.each(Object.entries(same).flatMap(([address, texts]) => texts.map((text) => [text, address])))(
    '%j is %s',
    (text, address) => {
      expect(canonicalIp(text)).toBe(address);
    },
  );

  test.each(others)('is not %j', (text) => {
    expect(canonicalIp(text)).toBeUndefined();
  });

  test('has one spelling, which is its own', () => {
    holds(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = canonicalIp(text);
        expect(address !== undefined && (isIPv4(address) || isIPv6(address))).toBe(true);
        expect(canonicalIp(address!)).toBe(address);
        expect(canonicalIp(text.toUpperCase())).toBe(address);
        expect(canonicalIp(isIPv4(text) ? `${text}:443` : `[${text}]:443`)).toBe(address);
      }),
    );
  });

  test('is the same mapped into IPv6 as it is', () => {
    holds(
      fc.property(fc.ipV4(), (text) => {
        const [a, b, c, d] = text.split('.').map(Number) as [number, number, number, number];
        const groups = [a * 256 + b, c * 256 + d].map((group) => group.toString(16)).join(':');
        for (const mapped of [`::ffff:${text}`, `::ffff:${groups}`, `0:0:0:0:0:FFFF:${groups}`]) {
          expect(canonicalIp(mapped)).toBe(text);
        }
      }),
    );
  });

  test('has the spelling that the system gives it', () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
      minLength: 8,
      maxLength: 8,
    });
    holds(
      fc.property(groups, (groups) => {
        const text = groups.map((group) => group.toString(16).padStart(4, '0')).join(':');
        const { address } = new SocketAddress({ address: text, family: 'ipv6' });
        // The system writes the addresses of RFC 4291, section 2.5.5 with dots.
        fc.pre(!address.includes('.'));
        expect(canonicalIp(text)).toBe(address);
      }),
    );
  });
});
