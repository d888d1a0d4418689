/**
 * The addresses of a gateway's own network, which must be no others' in networks that it is peered with.
 *
 * An environment needs 12 addresses and one for every ten instances, twice as many while a deployment changes over: a /24 is enough for
 * 1,190 instances, 60 sources with 10 each (learn.microsoft.com/azure/container-apps/custom-virtual-networks). A subnet can not grow while an
 * environment is in it. The firewall's are /26, no less (learn.microsoft.com/azure/firewall/firewall-faq).
 */
export const addresses = {
  network: '10.83.0.0/23',
  apps: '10.83.0.0/24',
  firewall: '10.83.1.0/26',
  firewallManagement: '10.83.1.64/26',
} as const;
