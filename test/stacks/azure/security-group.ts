import type { Resource } from './synthesize.ts';

/** A connection that someone tries: between addresses or service tags. */
export interface Attempt {
  readonly direction: 'Inbound' | 'Outbound';
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: 'Tcp' | 'Udp';
}

/**
 * Whether a network security group lets a connection through, as learn.microsoft.com/azure/virtual-network/network-security-groups-overview
 * says: the rule with the lowest number of priority that fits decides. Azure's own rules, which come after all others, are not
 * reached: ours end with one that fits everything.
 */
export const admits = (group: Resource, attempt: Attempt): boolean => {
  const rules = [...group.security_rule].sort((a: Resource, b: Resource) => a.priority - b.priority);
  const rule = rules.find((each) => fits(each, attempt));
  if (!rule) throw new Error('no rule fits: Azure would decide');
  return rule.access === 'Allow';
};

const fits = (rule: Resource, { direction, from, to, port, protocol }: Attempt): boolean =>
  rule.direction === direction &&
  (rule.protocol === '*' || rule.protocol === protocol) &&
  sameAddress(rule.source_address_prefix, from) &&
  sameAddress(rule.destination_address_prefix, to) &&
  hasPort([rule.destination_port_range, ...rule.destination_port_ranges].filter(Boolean), port);

const sameAddress = (prefix: string, address: string): boolean => prefix === '*' || prefix === address;

const hasPort = (ranges: readonly string[], port: number): boolean => {
  if (ranges.length === 0) throw new Error('a rule without a port');
  return ranges.some((range) => {
    if (range === '*') return true;
    const [first, last = first] = range.split('-').map(Number);
    return first! <= port && port <= last!;
  });
};
