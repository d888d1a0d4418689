import { BlockList, isIP } from 'node:net';
import { type Properties, resources, type Synthesized } from './synthesize.ts';

/** A connection by TCP that a service tries to make. Names and their addresses are two things to a firewall: it is given one. */
export interface Connection {
  readonly to: string;
  readonly port: number;
}

/**
 * What a network's firewall says of a connection: that of the first rule, by priority, that speaks of it. Strict: a match that it does not
 * know is an error.
 */
export const egressVerdict = (gateway: Synthesized, connection: Connection): string => {
  const rules = Object.values(resources(gateway, 'google_compute_network_firewall_policy_rule'))
    .filter(({ direction }) => direction === 'EGRESS')
    .sort((a, b) => a.priority - b.priority);
  const rule = rules.find(({ match }) => matches(match, connection));
  return rule?.action ?? 'allow';
};

const matches = (match: Properties, { to, port }: Connection): boolean => {
  const { dest_ip_ranges: ranges, dest_fqdns: names, layer4_configs: protocols, ...others } = match;
  if (Object.keys(others).length > 0) throw new Error(`a match that nobody knows: ${Object.keys(others)}`);
  if ((ranges === undefined) === (names === undefined)) throw new Error('a rule has either ranges or names');
  const isThere = ranges ? isWithin(to, ranges) : names.includes(to);
  return isThere && protocols.some((protocol: Properties) => isProtocol(protocol, port));
};

const isProtocol = ({ ip_protocol: protocol, ports }: Properties, port: number): boolean =>
  protocol === 'all' || (protocol === 'tcp' && (ports === undefined || ports.includes(String(port))));

/** A name has some address, so it is within everything. */
const isWithin = (to: string, ranges: readonly string[]): boolean => {
  if (isIP(to) !== 4) return ranges.includes('0.0.0.0/0');
  const list = new BlockList();
  for (const range of ranges) list.addSubnet(range.split('/')[0]!, Number(range.split('/')[1]));
  return list.check(to);
};
