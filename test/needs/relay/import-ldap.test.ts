import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestProject } from 'vitest/node';
import { stringify } from 'yaml';
import { ldapRules } from '../../../bin/agent/allow/other-rules.ts';
import type { Item } from '../../../connectors/item.ts';
import type { LdapOptions } from '../../../connectors/ldap/options.ts';
import { ldap } from '../../../connectors/ldap.ts';
import { relayImport } from '../../../lambda/relay/gate/relay-import.ts';
import { importContext } from '../../connectors/support/import-context.ts';
import { batchesOf, optionsOf } from '../../connectors/support/read-all.ts';
import { accounts } from '../ldap/directory-entries.ts';
import startDirectory, { type DirectoryServer } from '../ldap/directory-server.ts';
import { large } from '../ldap/large-directory.ts';
import { type FaultRelay, faultRelay } from './fault-relay.ts';
import { localBackend } from './local-backend.ts';

let server: DirectoryServer;
let stopDirectory: (() => Promise<void>) | undefined;
let relay: FaultRelay | undefined;
beforeAll(async () => {
  const provide = (_: string, made: DirectoryServer): void => {
    server = made;
  };
  stopDirectory = await startDirectory({ provide } as unknown as TestProject);
  relay = await faultRelay(localBackend());
});
afterAll(async () => {
  await relay?.stop();
  await stopDirectory?.();
});

/** How many items the gate has when the agent that reads is killed: among users, among groups, and among their members. */
const deaths = [20_000, 80_000, 100_400, 250_000, 480_000] as const;

/** What names an item; there is one of each. */
const keyOf = (item: Item): string | undefined => {
  if (item.kind === 'entity') return `${item.type} ${item.id}`;
  return item.kind === 'relationship' ? `${item.fromId} > ${item.toId}` : undefined;
};

test(`an import of ${large.users} entries is complete and without doubles, though its agents die ${deaths.length} times`, async () => {
  const written = { host: 'localhost', port: server.tlsPort, ca: './ca.pem', directory: 'openldap' };
  const options = optionsOf(ldap, { ...written, base: 'dc=large,dc=example' }) as LdapOptions;
  const policy = policyFor(options);
  for (const slot of [1, 2]) await relay!.start(slot, { policy });

  const found = new Set<string>();
  let doubles = 0;
  let killed = 0;
  const asked = { ask: relay!.ask, source: 'people', connector: 'ldap', options: { ...options } };
  // The gate has no credentials: they are the agent's own.
  const context = importContext({ secret: async () => ({}) });
  for await (const { items } of relayImport(asked, context)) {
    for (const key of items.map(keyOf)) {
      if (key !== undefined && found.has(key)) doubles++;
      if (key !== undefined) found.add(key);
    }
    if (found.size >= (deaths[killed] ?? Number.POSITIVE_INFINITY)) {
      await killReader(policy);
      killed++;
    }
  }

  const there = new Set<string>();
  const own = importContext({ directory: server.folder, secret: async () => accounts.gate });
  for await (const { items } of batchesOf(ldap, { ...written, base: 'dc=large,dc=example' }, own))
    for (const key of items.map(keyOf)) if (key !== undefined) there.add(key);
  expect(there.size).toBe(large.users + large.groups + large.users * large.groupsOfUser + (large.groups * 9) / 10);
  expect([killed, doubles, found.size]).toEqual([deaths.length, 0, there.size]);
  expect([...found].filter((key) => !there.has(key))).toEqual([]);
  await expect.poll(() => relay!.left(), { timeout: 90_000, interval: 500 }).toEqual([]);
}, 900_000);

/** Kills the agent that has the import, and starts the next process of it. */
const killReader = async (policy: { readonly text: string; readonly file: string }): Promise<void> => {
  for (const slot of [1, 2]) {
    const names = await relay!.places.mailbox(slot).list();
    if (!names.some((name) => name.endsWith('/c'))) continue;
    const child = relay!.agent(slot);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await relay!.start(slot, { policy });
  }
};

/** The rules that are printed for a source, with credentials in a file of the agent's. */
const policyFor = (options: LdapOptions) => {
  const secret = join(server.folder, 'agent-secret.json');
  writeFileSync(secret, JSON.stringify(accounts.gate));
  chmodSync(secret, 0o600);
  const [rule] = ldapRules(options) as readonly { readonly ldap: object }[];
  const text = stringify({ allow: [{ ldap: { ...rule!.ldap, secret: { file: 'agent-secret.json' } } }] });
  return { text, file: join(server.folder, 'agent.yaml') };
};
