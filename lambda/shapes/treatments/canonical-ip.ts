import { isIPv4, isIPv6 } from 'node:net';

const withPort = /^(?:(?<v4>[\d.]+)|\[(?<v6>[^\]]*)\])(?::(?<port>\d{1,5}))?$/;
const mappedIPv4 = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;
/** RFC 4007, section 11.2; in URLs its percent sign is escaped (RFC 6874). */
const zone = /%[\w.~%-]{1,32}$/;
/** `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`, brackets, a port and a zone of some length. */
const longest = 120;

/**
 * The one spelling of an IP address: IPv4 as four decimal numbers, IPv6 as RFC 5952 says, an IPv4 address mapped into IPv6
 * (RFC 4291, section 2.5.5.2) as IPv4. The zone of an IPv6 address is about the machine that wrote it: it is dropped, and so is a port.
 *
 * @returns `undefined` if it is not one IP address. Leading zeros are refused, since some read them as octal (RFC 6943, section 3.1.1).
 * @example canonicalIp('[::FFFF:192.0.2.1]:443') // '192.0.2.1'
 */
export const canonicalIp = (text: string): string | undefined => {
  if (text.length > longest) return undefined;
  const trimmed = text.trim();
  if (isIPv4(trimmed)) return trimmed;
  const { v4, v6, port = '0' } = withPort.exec(trimmed)?.groups ?? {};
  if (Number(port) > 65_535) return undefined;
  if (v4 !== undefined) return isIPv4(v4) ? v4 : undefined;
  return canonicalIPv6(v6 ?? trimmed);
};

const canonicalIPv6 = (text: string): string | undefined => {
  const address = text.replace(zone, '');
  if (!isIPv6(address)) return undefined;
  const { hostname } = new URL(`http://[${address}]`);
  const [, high, low] = mappedIPv4.exec(hostname) ?? [];
  if (high === undefined || low === undefined) return hostname.slice(1, -1);
  const bits = Number.parseInt(high, 16) * 0x1_0000 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.');
};
