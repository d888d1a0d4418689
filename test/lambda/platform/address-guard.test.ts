import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressGuard } from '../../../lambda/platform/address-guard.ts';

describe('without a word in the configuration', () => {
  test.each([
    ['93.184.215.14', 'allowed'],
    ['1.1.1.1', 'allowed'],
    ['172.15.255.255', 'allowed'],
    ['172.32.0.0', 'allowed'],
    ['100.63.255.255', 'allowed'],
    ['100.128.0.0', 'allowed'],
    ['2606:4700:4700::1111', 'allowed'],
    ['2a00:1450:4001:800::200e', 'allowed'],
    ['::ffff:93.184.215.14', 'allowed'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['127.0.0.1', 'private'],
    ['127.255.255.254', 'private'],
    ['100.64.0.1', 'private'],
    ['192.0.0.8', 'private'],
    ['192.0.2.1', 'private'],
    ['192.88.99.1', 'private'],
    ['198.18.0.1', 'private'],
    ['198.51.100.1', 'private'],
    ['203.0.113.1', 'private'],
    ['240.0.0.1', 'private'],
    ['::1', 'private'],
    ['fc00::1', 'private'],
    ['fd12:3456:789a::1', 'private'],
    ['fec0::1', 'private'],
    ['100::1', 'private'],
    ['2001:db8::1', 'private'],
    ['3fff::1', 'private'],
    ['2001::1', 'private'],
    ['2001:20::1', 'private'],
    ['5f00::1', 'private'],
    ['64:ff9b::5db8:d70e', 'private'],
    ['64:ff9b:1::5db8:d70e', 'private'],
    ['2002:5db8:d70e::1', 'private'],
    ['::93.184.215.14', 'private'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:7f00:1', 'private'],
    ['0:0:0:0:0:ffff:192.168.0.1', 'private'],
    ['0.0.0.0', 'never'],
    ['0.1.2.3', 'never'],
    ['169.254.169.254', 'never'],
    ['169.254.170.2', 'never'],
    ['168.63.129.16', 'never'],
    ['100.100.100.200', 'never'],
    ['192.0.0.192', 'never'],
    ['224.0.0.1', 'never'],
    ['239.255.255.255', 'never'],
    ['255.255.255.255', 'never'],
    ['::', 'never'],
    ['fe80::1', 'never'],
    ['fe80::1%eth0', 'never'],
    ['ff02::1', 'never'],
    ['fd00:ec2::254', 'never'],
    ['fd20:ce::254', 'never'],
    ['::ffff:169.254.169.254', 'never'],
    ['::ffff:a9fe:a9fe', 'never'],
    ['0000:0000:0000:0000:0000:ffff:a9fe:a9fe', 'never'],
    ['64:ff9b::169.254.169.254', 'never'],
    ['64:ff9b:1::169.254.169.254', 'never'],
    ['2002:a9fe:a9fe::1', 'never'],
    ['169.254.169.254%1', 'never'],
    ['localhost', 'never'],
    ['', 'never'],
  ])('%s is %s', (address, verdict) => {
    expect(addressGuard([])(address)).toBe(verdict);
  });
});

test.each([
  [['10.20.0.0/16'], '10.20.255.255', 'allowed'],
  [['10.20.0.0/16'], '10.21.0.0', 'private'],
  [['10.20.0.0/16'], '::ffff:10.20.0.1', 'allowed'],
  [['127.0.0.1/32'], '127.0.0.1', 'allowed'],
  [['127.0.0.1/32'], '127.0.0.2', 'private'],
  [['fd12::/16', '::1/128'], 'fd12::9', 'allowed'],
  [['fd12::/16', '::1/128'], '::1', 'allowed'],
  [['64:ff9b::/96'], '64:ff9b::5db8:d70e', 'allowed'],
  [['0.0.0.0/0', '::/0'], '169.254.169.254', 'never'],
  [['0.0.0.0/0', '::/0'], '::ffff:169.254.169.254', 'never'],
  [['0.0.0.0/0', '::/0'], '64:ff9b::a9fe:a9fe', 'never'],
  [['0.0.0.0/0', '::/0'], 'fe80::1', 'never'],
  [['0.0.0.0/0', '::/0'], '168.63.129.16', 'never'],
] as const)('with %j %s is %s', (privateAddresses, address, verdict) => {
  expect(addressGuard(privateAddresses)(address)).toBe(verdict);
});

test('a range that is none is refused when the guard is made', () => {
  expect(() => addressGuard(['10.0.0.0'])).toThrow();
  expect(() => addressGuard(['10.0.0.0/'])).toThrow();
  expect(() => addressGuard(['10.0.0.0/33'])).toThrow();
  expect(() => addressGuard(['intranet/8'])).toThrow();
});

test('an IPv4 address gets the same verdict in each way of writing it into IPv6', () => {
  const guard = addressGuard(['10.0.0.0/8']);
  const hex = (high: number, low: number) => ((high << 8) | low).toString(16);
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
      const verdict = guard(address);
      expect(guard(`::ffff:${address}`)).toBe(verdict);
      expect(guard(`::FFFF:${hex(a, b)}:${hex(c, d)}`)).toBe(verdict);
      expect(guard(`0:0:0:0:0:ffff:${hex(a, b)}:${hex(c, d)}`)).toBe(verdict);
      const behindNat64 = guard(`64:ff9b::${hex(a, b)}:${hex(c, d)}`);
      expect(behindNat64).toBe(verdict === 'never' ? 'never' : 'private');
    }),
  );
});
