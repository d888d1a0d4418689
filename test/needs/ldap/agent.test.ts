import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { stringify } from 'yaml';
import { ldapRules } from '../../../bin/agent/allow/other-rules.ts';
import type { Batch } from '../../../connectors/item.ts';
import type { LdapOptions } from '../../../connectors/ldap/options.ts';
import { ldap } from '../../../connectors/ldap.ts';
import { parseAgentPolicy } from '../../../lambda/relay/agent/policy/load-agent-policy.ts';
import { createRunRequest } from '../../../lambda/relay/agent/run/create-run-request.ts';
import type { RelayedRequest } from '../../../lambda/relay/relayed-request.ts';
import { readBatches } from '../../../lambda/relay/written-batch.ts';
import { importContext } from '../../connectors/support/import-context.ts';
import { optionsOf, readAll } from '../../connectors/support/read-all.ts';
import { accounts } from './directory-entries.ts';

const server = inject('directoryServer');
const common = { host: 'localhost', port: server.tlsPort, ca: './ca.pem', directory: 'openldap' };
const open = { ...common, base: 'dc=open,dc=example' };

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** An agent in the folder of the server, with the rules that are printed for a source, and its credentials in a file of its own. */
const agent = (options: LdapOptions) => {
  const secret = join(server.folder, 'agent-secret.json');
  writeFileSync(secret, JSON.stringify(accounts.gate));
  chmodSync(secret, 0o600);
  const [rule] = ldapRules(options) as readonly { readonly ldap: object }[];
  const rules = { allow: [{ ldap: { ...rule!.ldap, secret: { file: 'agent-secret.json' } } }] };
  return createRunRequest({
    policy: parseAgentPolicy(stringify(rules), join(server.folder, 'agent.yaml')),
    http: () => () => Promise.reject(new Error('no HTTP is needed')),
    log: silent,
    now: Date.now,
    random: () => 0,
  });
};

async function* nothing(): AsyncGenerator<Uint8Array> {}

const run = (options: LdapOptions, request: object) =>
  agent(options)(
    // Over the wire, as it comes to an agent; the gate has no credentials that work.
    JSON.parse(
      JSON.stringify({ source: 'people', connector: 'ldap', options, fields: {}, secret: {}, ...request }),
    ) as RelayedRequest,
    { body: nothing(), signal: AbortSignal.timeout(60_000) },
  );

describe('at an agent', () => {
  test('a directory is read as it is in the gate', async () => {
    const { body } = await run(optionsOf(ldap, open) as LdapOptions, { kind: 'import' });
    const batches: Batch[] = [];
    for await (const batch of readBatches(body)) batches.push(batch);
    const gate = importContext({ directory: server.folder, secret: async () => accounts.gate });
    expect(batches.flatMap(({ items }) => items)).toStrictEqual(await readAll(ldap, open, gate));
  });

  test('a directory is changed as far as its own file allows', async () => {
    const below = 'ou=new,dc=written,dc=example';
    const write = {
      bases: [below],
      allow: ['create', 'modify'],
      attributes: ['uid', 'cn', 'sn', 'mail'],
      create: { dn: `uid={uid},${below}`, objectClasses: ['inetOrgPerson'] },
    };
    const options = optionsOf(ldap, { ...common, base: 'dc=written,dc=example', write }) as LdapOptions;
    const change = { kind: 'create', attributes: { uid: ['agent1'], cn: ['Agent One'], sn: ['One'] } };
    const { head } = await run(options, { kind: 'change', change });
    expect(head).toMatchObject({ outcome: 'changed', dn: `uid=agent1,${below}` });
    const again = await run(options, { kind: 'change', change });
    expect(again.head).toMatchObject({ outcome: 'unchanged' });
    const more = { ...options, write: { ...options.write!, attributes: [...options.write!.attributes, 'title'] } };
    await expect(run(options, { kind: 'change', change, options: more })).rejects.toMatchObject({
      code: 'agent-refused',
    });
  });
});
