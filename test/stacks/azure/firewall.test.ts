import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressesRules, namesRules } from '../../../stacks/azure/firewall-rules.ts';
import { knownSources } from '../../../stacks/known-sources.ts';
import { knownSyncs } from '../../../stacks/known-syncs.ts';
import { bearer, googleServiceAccount, platform, source, testConnector } from '../aws/configurations.ts';
import { configuration } from './configurations.ts';

const azureImage = `acme.azurecr.io/base/node@sha256:${'a'.repeat(64)}`;

/** What a firewall lets out for sources that call these. */
const firewallFor = (hosts: readonly string[], azure = {}, vendor = bearer, further: readonly string[] = []) => {
  const network = { egress: 'nat', allowList: true, hosts: further, routes: {} } as const;
  const config = configuration(vendor, { people: source({ hosts: [...hosts] }) }, azure, { network });
  const gateway = {
    config,
    deployment: config.deploy.azure!,
    sources: knownSources(config, [testConnector]),
    syncs: knownSyncs(config, [testConnector]),
    resourceGroup: { name: 'acme-gateway', id: 'unused' },
    tags: {},
  };
  const [names, addresses] = [namesRules(gateway), addressesRules(gateway)];
  return {
    toName: (name: string, port: number): boolean =>
      names.some(
        ({ destinationFqdns = [], protocols }) =>
          (protocols as { type: string; port: number }[]).some((each) => each.type === 'Https' && each.port === port) &&
          destinationFqdns.some((pattern) => matches(pattern, name)),
      ),
    toAddress: (address: string, port: number): boolean =>
      addresses.some(
        ({ destinationAddresses = [], destinationPorts }) =>
          destinationPorts.includes(String(port)) && destinationAddresses.includes(address),
      ),
    names,
    addresses,
  };
};

/** A star in front stands for one label or more (learn.microsoft.com/azure/firewall/domain-filtering). */
const matches = (pattern: string, name: string): boolean =>
  pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : name === pattern;

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const host = fc.tuple(label, label).map(([name, domain]) => `${name}.${domain}.example`);
const port = fc.constantFrom(443, 8443, 9443);
const target = fc.record({ host, port });

describe('a firewall lets out', () => {
  test('to the hosts of the sources at their ports, and to no other host or port', () => {
    fc.assert(
      fc.property(fc.uniqueArray(target, { selector: written, maxLength: 12 }), target, (allowed, asked) => {
        const firewall = firewallFor(allowed.map(written));
        for (const each of allowed) expect(firewall.toName(each.host, each.port)).toBe(true);
        expect(firewall.toName(asked.host, asked.port)).toBe(allowed.map(written).includes(written(asked)));
      }),
    );
  });

  test('to addresses at their ports, and to none by a name', () => {
    const firewall = firewallFor(['192.0.2.7:8443', '192.0.2.8', '[2001:db8::7]:8443']);
    expect(firewall.toAddress('192.0.2.7', 8443)).toBe(true);
    expect(firewall.toAddress('192.0.2.7', 443)).toBe(false);
    expect(firewall.toAddress('192.0.2.8', 443)).toBe(true);
    expect(firewall.toAddress('192.0.2.9', 443)).toBe(false);
    expect(JSON.stringify(firewall.names)).not.toContain('192.0.2');
    expect(JSON.stringify([firewall.names, firewall.addresses])).not.toContain('2001:db8');
  });

  test.each([
    ['mcr.microsoft.com', true],
    ['westeurope.data.mcr.microsoft.com', true],
    ['packages.aks.azure.com', true],
    ['control-westeurope.identity.azure.net', true],
    ['gsm3605771037eh.servicebus.windows.net', true],
    ['auth.elimity.com', true],
    ['keys.elimity.com', true],
    ['elimity.com', false],
    ['graph.microsoft.com', false],
    ['management.azure.com', false],
    ['data.mcr.microsoft.com.evil.example', false],
    ['evilmcr.microsoft.com', false],
    ['example.com', false],
  ])('to %s: %s', (name, verdict) => {
    expect(firewallFor([], {}, bearer, ['keys.elimity.com']).toName(name, 443)).toBe(verdict);
  });

  test('to the issuer of whatever identity the vendor has', () => {
    const firewall = firewallFor([], {}, platform({ googleServiceAccount }));
    expect(firewall.toName('accounts.google.com', 443)).toBe(false);
    expect(firewall.toName('www.googleapis.com', 443)).toBe(true);
    expect(firewall.toName('auth.elimity.com', 443)).toBe(false);
  });

  test.each([
    [undefined, 'registry-1.docker.io', true],
    [undefined, 'acme.azurecr.io', false],
    [azureImage, 'acme.azurecr.io', true],
    [azureImage, 'weureps1.blob.core.windows.net', true],
    [azureImage, 'registry-1.docker.io', false],
    [`registry.acme.example/node@sha256:${'a'.repeat(64)}`, 'registry.acme.example', true],
    [`registry.acme.example/node@sha256:${'a'.repeat(64)}`, 'anything.blob.core.windows.net', false],
  ])('image %s: to %s: %s', (image, name, verdict) => {
    expect(firewallFor([], image ? { image } : {}).toName(name, 443)).toBe(verdict);
  });

  test('to an image in a registry of another port at that port', () => {
    const firewall = firewallFor([], { image: `registry.acme.example:5000/node@sha256:${'a'.repeat(64)}` });
    expect(firewall.toName('registry.acme.example', 5000)).toBe(true);
    expect(firewall.toName('registry.acme.example', 443)).toBe(false);
  });
});

function written({ host, port }: { host: string; port: number }): string {
  return `${host}:${port}`;
}
