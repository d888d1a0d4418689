import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../config/load.ts';
import { connectors } from '../connectors/index.ts';
import { addressGuard } from '../lambda/platform/address-guard.ts';
import { vpcRange } from '../stacks/aws/vpc.ts';
import { addresses } from '../stacks/azure/network-addresses.ts';
import { cloudNames } from '../stacks/form-text.ts';
import { proxyRange, serviceRange } from '../stacks/gcp/network-ranges.ts';
import { networkCosts, pricesSeen } from '../stacks/network-costs.ts';
import { blocksOf } from './readme-blocks.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/network.md'), 'utf8');

test('the table of costs is that of the command', () => {
  const rows = networkCosts.map(
    ({ host, choice, monthly, of, source }) =>
      `| ${cloudNames[host]} | ${choice === 'any' ? 'any network' : `\`${choice}\``} | ${monthly.toFixed(2)} | ${of} | ${source} |`,
  );
  expect(page).toContain(
    ['| cloud | choice | $ a month | for what, and what use costs | prices |', '|---|---|---|---|---|', ...rows].join(
      '\n',
    ),
  );
  expect(page).toContain(pricesSeen);
});

test('the addresses are those of the networks that are made', () => {
  expect(page).toContain(`| AWS | the load balancer of the route | \`${vpcRange}\`, the network that is made;`);
  expect(page).toContain(
    `| Google Cloud | the load balancer of the route | \`${serviceRange}\`, the subnetwork that is made |`,
  );
  expect(page).toContain(`| AWS | the load balancer of the route | \`${vpcRange}\` |`);
  expect(page).toContain(`\`${proxyRange}\` | \`${serviceRange}\` and \`${proxyRange}\` |`);
  expect(page).toContain(`| Azure | the apps, \`${addresses.apps}\` | \`${addresses.network}\` |`);
});

test('a source behind its route is reached on every cloud with the addresses that it names, and on none without', () => {
  const [network, source] = blocksOf('docs/network.md').filter(({ language }) => language === 'yaml');
  const [, list = ''] = /privateAddresses: \[(.*)\]/.exec(source!.text) ?? [];
  const text = `gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://auth.elimity.com/, audience: gateway } } }
sources: { people: { connector: scim, baseUrl: https://bi.acme.internal/scim/v2 } }
${network!.text}`;
  const [route] = Object.values(parseConfig(text, 'network.md', connectors).network!.routes);
  const first = (range: string): string => range.replace(/\d+\/\d+$/, '9');
  const called = [first(vpcRange), first(serviceRange), ...route!.addresses];
  expect(called.map(addressGuard(list.split(', ')))).toEqual(called.map(() => 'allowed'));
  expect(called.map(addressGuard([]))).toEqual(called.map(() => 'private'));
});
