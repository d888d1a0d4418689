import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { privateRangeProblem } from '../../../connectors/authentication/private-range.ts';

/** A range that begins where its prefix ends, as it must. */
const networkOf = (family: 'ipv4' | 'ipv6') => {
  const bits = family === 'ipv4' ? 32 : 128;
  return fc.tuple(fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }), fc.nat(bits)).map(([address, prefix]) => {
    const rest = BigInt(bits - prefix);
    return [textOf((address >> rest) << rest, family), prefix, family] as const;
  });
};

const textOf = (address: bigint, family: 'ipv4' | 'ipv6'): string => {
  const [count, radix, width, mark] = family === 'ipv4' ? ([4, 10, 8n, '.'] as const) : ([8, 16, 16n, ':'] as const);
  const parts = Array.from(
    { length: count },
    (_, index) => (address >> (BigInt(index) * width)) & ((1n << width) - 1n),
  );
  return parts
    .toReversed()
    .map((part) => part.toString(radix))
    .join(mark);
};

describe('a range of private addresses', () => {
  test.each([
    ...[
      '10.0.0.0/8',
      '10.20.0.0/16',
      '172.16.0.0/12',
      '192.168.1.0/24',
      '192.168.1.7/32',
      '100.64.0.0/10',
      '127.0.0.0/8',
    ],
    ...['fd12:3456::/48', 'FC00::/8', '::1/128', 'fd00:ec3::/32', 'fd12::1.2.3.4/128'],
  ])('may be %s', (text) => expect(privateRangeProblem(text)).toBeUndefined());

  test.each([
    ['', 'must be a range'],
    ['10.0.0.0', 'must be a range'],
    ['10.0.0/8', 'must be a range'],
    ['10.0.0.0/33', 'must be a range'],
    ['10.0.0.0/-1', 'must be a range'],
    ['010.0.0.0/8', 'must be a range'],
    ['fd00::/129', 'must be a range'],
    ['fd00::%eth0/64', 'must be a range'],
    ['example.com/8', 'must be a range'],
    ['10.20.0.1/16', 'has digits after its prefix'],
    ['fd00::1/64', 'has digits after its prefix'],
    ['0.0.0.0/0', 'holds this host'],
    ['0.0.0.0/8', 'holds this host'],
    ['169.254.0.0/16', 'holds link-local'],
    ['169.254.169.254/32', 'holds link-local'],
    ['168.0.0.0/6', 'holds link-local'],
    ['224.0.0.0/24', 'holds multicast'],
    ['255.255.255.255/32', 'holds broadcast'],
    ['::/0', 'holds this host'],
    ['::/128', 'holds this host'],
    ['::ffff:10.0.0.0/104', 'holds IPv4'],
    ['::ffff:a9fe:a9fe/128', 'holds IPv4'],
    ['64:ff9b::/96', 'holds IPv4'],
    ['fe80::/64', 'holds link-local'],
    ['ff02::/16', 'holds multicast'],
    ['fd00:ec2::254/128', 'holds metadata services'],
    ['fd00::/8', 'holds metadata services'],
  ])('can not be %j', (text, problem) => expect(privateRangeProblem(text)).toContain(problem));

  test('never holds an address of a metadata service', () => {
    const addresses = [
      ['169.254.169.254', 'ipv4'],
      ['fd00:ec2::254', 'ipv6'],
    ] as const;
    let allowed = 0;
    const network = fc.oneof(
      networkOf('ipv4'),
      networkOf('ipv6'),
      // Near the addresses in question a random range is never.
      ...addresses.map(([text, family]) =>
        fc.nat(family === 'ipv4' ? 32 : 128).map((prefix) => [text, prefix, family] as const),
      ),
    );
    fc.assert(
      fc.property(network, ([text, prefix, family]) => {
        if (privateRangeProblem(`${text}/${prefix}`) !== undefined) return;
        allowed++;
        const list = new BlockList();
        list.addSubnet(text, prefix, family);
        for (const [address, version] of addresses) expect(list.check(address, version)).toBe(false);
      }),
      { numRuns: 500 },
    );
    expect(allowed).toBeGreaterThan(50);
  });
});
