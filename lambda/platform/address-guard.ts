import { BlockList, isIP, isIPv4 } from 'node:net';

/** Addresses that no configuration opens: whoever reaches them speaks with the machine's own host, or with nobody in particular. */
const neverAddresses = [
  '0.0.0.0/8',
  '169.254.0.0/16', // link-local; metadata of AWS, Azure, Google Cloud and others
  '168.63.129.16/32', // Azure's own services, under an address that looks public
  '100.100.100.200/32', // metadata of Alibaba Cloud
  '192.0.0.192/32', // metadata of Oracle Cloud
  '224.0.0.0/4',
  '255.255.255.255/32',
  '::/128',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::/32', // metadata of AWS
  'fd20:ce::/64', // metadata of Google Cloud
];

/**
 * What is not the public internet: IANA's special-purpose registries
 * (iana.org/assignments/iana-ipv4-special-registry and -ipv6-special-registry), and all of IPv6 outside of global unicast.
 */
const specialAddresses = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '240.0.0.0/4',
  '::/3', // loopback, IPv4 in IPv6, NAT64 (64:ff9b::/96), discard
  '4000::/2',
  '8000::/1', // unique local, site-local
  '2001::/23', // Teredo, ORCHID, benchmarking
  '2001:db8::/32',
  '2002::/16', // 6to4
  '2620:4f:8000::/48',
  '3fff::/20',
];

/** What may be done with an address: connect; connect only if a configuration says so, which it did not; never connect. */
export type AddressVerdict = 'allowed' | 'private' | 'never';

/** Judges the text of an IP address. */
export type AddressGuard = (address: string) => AddressVerdict;

/**
 * Which addresses a source may have: public ones, and of the others those that a configuration names. Link-local addresses, a
 * cloud's metadata and multicast are never among them, in whatever form of IPv6 they are written.
 *
 * @param privateAddresses ranges such as `10.20.0.0/16`
 * @throws an error of Node's for a range that is none
 * @example addressGuard(['10.20.0.0/16'])('10.20.1.1') // 'allowed'
 */
export const addressGuard = (privateAddresses: readonly string[]): AddressGuard => {
  const never = new Ranges(neverAddresses);
  const special = new Ranges(specialAddresses);
  const opened = new Ranges(privateAddresses);
  return (text) => {
    const [address = ''] = text.split('%');
    if (!isIP(address)) return 'never';
    const { inner, isMapped } = innerIpv4(address);
    if (never.has(address) || (inner !== undefined && never.has(inner))) return 'never';
    const judged = isMapped ? inner! : address;
    return special.has(judged) && !opened.has(judged) ? 'private' : 'allowed';
  };
};

/** Ranges of both families. Apart, because a `BlockList` takes an IPv4 address for one of IPv6 too, and `::/3` has all of those. */
class Ranges {
  readonly #ipv4 = new BlockList();
  readonly #ipv6 = new BlockList();

  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [network = '', prefix = ''] = range.split('/');
      // A range without a prefix is not all there is.
      const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
      if (isIPv4(network)) this.#ipv4.addSubnet(network, bits, 'ipv4');
      else this.#ipv6.addSubnet(network, bits, 'ipv6');
    }
  }

  has(address: string): boolean {
    return isIPv4(address) ? this.#ipv4.check(address, 'ipv4') : this.#ipv6.check(address, 'ipv6');
  }
}

/** Where an IPv4 address lies in an IPv6 one: mapped (RFC 4291), behind NAT64 (RFC 6052), 6to4 (RFC 3056). */
const innerIpv4 = (address: string): { readonly inner?: string; readonly isMapped?: boolean } => {
  if (isIPv4(address)) return {};
  const groups = groupsOf(address);
  const inner = (index: number) => [groups[index]!, groups[index + 1]!].flatMap((group) => [group >> 8, group & 0xff]);
  const startsWith = (...start: number[]) => start.every((group, index) => groups[index] === group);
  if (startsWith(0, 0, 0, 0, 0, 0xffff)) return { inner: inner(6).join('.'), isMapped: true };
  if (startsWith(0x64, 0xff9b)) return { inner: inner(6).join('.') };
  if (startsWith(0x2002)) return { inner: inner(1).join('.') };
  return {};
};

/** The eight groups of an IPv6 address. */
const groupsOf = (address: string): readonly number[] => {
  // The URL parser writes every form in the same way: hexadecimal groups, and `::` once at most.
  const [before = '', after] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [head, tail] = [groups(before), groups(after ?? '')];
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
};
