import type { Config } from '../../config/config.ts';
import { type CloudHost, cloudNames } from '../../stacks/form-text.ts';
import { pricesSeen } from '../../stacks/network-costs.ts';
import { relayCostOf } from '../../stacks/relay-costs.ts';

/** What a relay is, and what it costs while it stands, a line for each cloud. */
export const relayText = (config: Config): readonly string[] => {
  const { relay, deploy } = config;
  if (!relay) return [];
  const { agents, registrars } = relay;
  const room = agents.maximum === 1 ? 'one agent' : `up to ${agents.maximum} agents`;
  const names = registrars.map(({ name }) => name).join(', ') || 'nobody but who administers the cloud account';
  const costs = (Object.keys(deploy) as CloudHost[]).flatMap((host) => {
    const found = relayCostOf(config, host);
    if (!found) return [];
    const { none, all } = found.monthly;
    return [`${cloudNames[host]}: about $${none.toFixed(2)} a month while it stands, $${all.toFixed(2)} with ${room}`];
  });
  return [
    `  relay     ${room}, enrolled by ${names}`,
    ...costs.map((line) => `            ${line} (${pricesSeen}; docs/network.md)`),
  ];
};
