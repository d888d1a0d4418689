import type { Config } from '../../config/config.ts';
import { type CloudHost, cloudNames } from '../../stacks/form-text.ts';
import { costsOf, pricesSeen } from '../../stacks/network-costs.ts';

/** What a network is, and what it costs while it stands, a line for each cloud. */
export const networkText = (config: Config): readonly string[] => {
  const { network, deploy } = config;
  if (!network) return [];
  const { egress, allowList, routes } = network;
  const parts = [
    `egress ${egress}`,
    ...(allowList ? ['by an allow-list'] : []),
    ...(Object.keys(routes).length > 0 ? [`routes ${Object.keys(routes).join(', ')}`] : []),
  ];
  const costs = (Object.keys(deploy) as CloudHost[]).map((host) => {
    const monthly = costsOf(config, host).reduce((sum, cost) => sum + cost.monthly, 0);
    return `${cloudNames[host]}: about $${monthly.toFixed(2)} a month while it stands`;
  });
  return [
    `  network   ${parts.join(', ')}`,
    ...costs.map((line) => `            ${line} (${pricesSeen}; docs/network.md)`),
  ];
};
