import { isIP } from 'node:net';

interface Range {
  readonly bits: 32 | 128;
  readonly address: bigint;
  readonly prefix: number;
}

/**
 * Ranges that no source may have, whatever the configuration says: what is behind them belongs to the machine that the gate runs
 * on, above all the credentials of its cloud (IANA special-purpose registries; the last is EC2's metadata service on IPv6).
 */
const forbidden = [
  ['0.0.0.0/8', 'this host'],
  ['169.254.0.0/16', 'link-local addresses, where clouds keep their metadata services'],
  ['224.0.0.0/4', 'multicast'],
  ['255.255.255.255/32', 'broadcast'],
  ['::/128', 'this host'],
  ['::ffff:0:0/96', 'IPv4 addresses, which are written as such'],
  ['64:ff9b::/96', 'IPv4 addresses, which are written as such'],
  ['fe80::/10', 'link-local addresses'],
  ['ff00::/8', 'multicast'],
  ['fd00:ec2::/32', 'metadata services of AWS'],
] as const;

/**
 * What is wrong with a range of private addresses; `undefined` if it is right.
 *
 * @example privateRangeProblem('169.254.169.254/32') // 'holds link-local addresses, where clouds keep their metadata services'
 */
export const privateRangeProblem = (text: string): string | undefined => {
  const range = readRange(text);
  if (!range) return 'must be a range of addresses, such as 10.20.0.0/16 or fd12:3456::/48';
  const { bits, address, prefix } = range;
  if (address & ((1n << BigInt(bits - prefix)) - 1n))
    return 'has digits after its prefix: write the first address of the range';
  const held = forbidden.find(([each]) => overlap(range, readRange(each)!));
  return held && `holds ${held[1]} (${held[0]})`;
};

const overlap = (one: Range, other: Range): boolean => {
  if (one.bits !== other.bits) return false;
  const shift = BigInt(one.bits - Math.min(one.prefix, other.prefix));
  return one.address >> shift === other.address >> shift;
};

const readRange = (text: string): Range | undefined => {
  const [, host = '', length = ''] = /^([\da-f.:]+)\/(\d{1,3})$/i.exec(text) ?? [];
  const version = isIP(host);
  const prefix = Number(length);
  if (version === 4 && prefix <= 32) return { bits: 32, address: readIPv4(host), prefix };
  if (version === 6 && prefix <= 128) return { bits: 128, address: readIPv6(host), prefix };
  return undefined;
};

const readIPv4 = (text: string): bigint => text.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);

/** URL's parser writes an address in its shortest form, without an IPv4 part at its end. */
const readIPv6 = (text: string): bigint => {
  const short = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [head = '', tail] = short.split('::');
  const groups = (part: string | undefined): string[] => (part ? part.split(':') : []);
  const before = groups(head);
  const after = groups(tail);
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
};
