import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { gatewayName, sourceName } from '../../../config/schema/name.ts';
import { azureNames, keyContainer, statePrefix } from '../../../stacks/azure/names.ts';
import { subscriptionId } from './configurations.ts';

/** Names that the configuration's schema takes, up to the longest, with as many hyphens as there may be. */
const nameOf = (length: number) =>
  fc.stringMatching(
    new RegExp(`^[a-z][a-z0-9]{0,${length - 1}}$|^[a-z](-[a-z0-9]){1,${Math.floor((length - 1) / 2)}}$`),
  );
const gateways = nameOf(24).filter((name) => gatewayName.safeParse(name).success);
const sources = nameOf(32).filter((name) => sourceName.safeParse(name).success);
const groups = fc.constantFrom(undefined, 'acme', 'Acme-Gateways', 'x'.repeat(90));

const rules = {
  app: /^(?=.{2,32}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  vault: /^(?=.{3,24}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  identity: /^(?=.{3,128}$)[a-z0-9][a-z0-9-]*$/,
  account: /^[a-z0-9]{3,24}$/,
  container: /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/,
  environment: /^(?=.{1,60}$)[a-z][a-z0-9-]*[a-z]$/,
  group: /^[\w().-]{0,89}[\w()-]$/,
};

test('are what Azure takes, whatever gateway and source are called', () => {
  fc.assert(
    fc.property(gateways, sources, groups, (gateway, source, resourceGroup) => {
      const names = azureNames(gateway, { subscriptionId, resourceGroup });
      expect(names.app(source)).toMatch(rules.app);
      expect(names.vault(source)).toMatch(rules.vault);
      expect(names.keyVault).toMatch(rules.vault);
      expect(names.identity(source)).toMatch(rules.identity);
      expect(names.storageAccount).toMatch(rules.account);
      expect(names.packageContainer(source)).toMatch(rules.container);
      expect(names.stateContainer(source)).toMatch(rules.container);
      expect(names.gateway).toMatch(rules.environment);
      expect(names.resourceGroup).toMatch(rules.group);
    }),
  );
});

test('tell the sources of a gateway apart, however long they are', () => {
  fc.assert(
    fc.property(gateways, fc.uniqueArray(sources, { minLength: 2, maxLength: 6 }), (gateway, several) => {
      const names = azureNames(gateway, { subscriptionId });
      const made = several.flatMap((source) => [
        names.app(source),
        names.vault(source),
        names.packageContainer(source),
      ]);
      expect(new Set([...made, names.keyVault]).size).toBe(made.length + 1);
    }),
  );
});

test('of the whole world tell gateways of one name apart by subscription and resource group, in whatever case', () => {
  const worldly = (subscription: string, resourceGroup?: string) => {
    const { storageAccount, keyVault, roles, vault } = azureNames('acme', {
      subscriptionId: subscription,
      resourceGroup,
    });
    return [storageAccount, keyVault, roles, vault('people')];
  };
  const others = [worldly(subscriptionId, 'acme'), worldly('00000000-0000-4000-8000-00000000000f')];
  for (const other of others) expect(worldly(subscriptionId).filter((name) => other.includes(name))).toEqual([]);
  expect(worldly(subscriptionId, 'Acme-Gateway')).toEqual(worldly(subscriptionId));
});

test('of state are what the rule that ends it is for, and no other container', () => {
  fc.assert(
    fc.property(sources, (source) => {
      const names = azureNames('acme', { subscriptionId });
      expect(names.stateContainer(source).startsWith(statePrefix)).toBe(true);
      expect(names.packageContainer(source).startsWith(statePrefix)).toBe(false);
    }),
  );
  expect(keyContainer.startsWith(statePrefix)).toBe(false);
});
