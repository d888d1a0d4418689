import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { stringify } from 'yaml';
import { ldapRules } from '../../../bin/agent/allow/other-rules.ts';
import type { LdapChange } from '../../../connectors/ldap/change.ts';
import type { LdapOptions } from '../../../connectors/ldap/options.ts';
import { ldap } from '../../../connectors/ldap.ts';
import { relayChange } from '../../../lambda/relay/gate/relay-change.ts';
import { optionsOf } from '../../connectors/support/read-all.ts';
import { type FaultRelay, faultRelay } from '../relay/fault-relay.ts';
import { localBackend } from '../relay/local-backend.ts';
import { accounts } from './directory-entries.ts';

const server = inject('directoryServer');
const below = 'ou=new,dc=written,dc=example';
const write = {
  bases: [below],
  allow: ['create', 'modify', 'disable', 'members'],
  attributes: ['uid', 'cn', 'sn', 'title', 'member'],
  create: { dn: `uid={uid},${below}`, objectClasses: ['inetOrgPerson'] },
};
const common = { host: 'localhost', port: server.tlsPort, ca: './ca.pem', base: 'dc=written,dc=example' };
const options = optionsOf(ldap, { ...common, directory: 'openldap', write }) as LdapOptions;

const groups = optionsOf(ldap, {
  ...{ ...common, directory: 'openldap' },
  write: { ...write, create: { dn: `cn={cn},${below}`, objectClasses: ['groupOfNames'] } },
}) as LdapOptions;

/** The rules that are printed for the sources, with credentials in a file of the agent's. */
const policy = () => {
  const secret = join(server.folder, 'relay-secret.json');
  writeFileSync(secret, JSON.stringify(accounts.gate));
  chmodSync(secret, 0o600);
  const rules = [options, groups].flatMap(ldapRules) as readonly { readonly ldap: object }[];
  const allow = rules.map((rule) => ({ ldap: { ...rule.ldap, secret: { file: 'relay-secret.json' } } }));
  const text = stringify({ allow });
  return { text, file: join(server.folder, 'agent.yaml') };
};

let relay: FaultRelay;
beforeAll(async () => {
  relay = await faultRelay(localBackend());
  await relay.start(1, { policy: policy() });
});
afterAll(() => relay.stop());

const make = (change: LdapChange, of: object = options) =>
  relayChange(relay.ask, { source: 'people', connector: 'ldap', options: { ...of } })(change, {
    // The gate has no credentials: they are the agent's own.
    secret: async () => ({}),
    signal: AbortSignal.timeout(120_000),
  });
const twice = async (change: LdapChange) => [await make(change), await make(change)];
const creation = (uid: string, more = {}): LdapChange => ({
  kind: 'create',
  attributes: { uid: [uid], cn: [uid], sn: [uid], ...more },
});

test('an agent makes, changes and disables an entry, and changes members, as the gate would', async () => {
  const [first, again] = await twice(creation('relayed1'));
  expect(first).toEqual({ outcome: 'changed', dn: `uid=relayed1,${below}`, id: expect.any(String) });
  expect(again).toEqual({ ...first, outcome: 'unchanged' });
  const entry = { id: (first as { id: string }).id };

  const done = [{ outcome: 'changed' }, { outcome: 'unchanged' }];
  expect(await twice({ kind: 'modify', entry, replace: { title: ['Dr'] } })).toMatchObject(done);
  expect(await twice({ kind: 'disable', entry })).toMatchObject(done);
  expect(await twice({ kind: 'enable', entry })).toMatchObject(done);

  const attributes = { cn: ['relayed'], member: ['uid=ada,ou=people,dc=written,dc=example'] };
  const group = (await make({ kind: 'create', attributes }, groups)) as { readonly dn: string };
  expect(group).toMatchObject({ outcome: 'changed', dn: `cn=relayed,${below}` });
  const member = { group: { dn: group.dn }, member: entry };
  expect(await twice({ kind: 'add-member', ...member })).toMatchObject(done);
  expect(await twice({ kind: 'remove-member', ...member })).toMatchObject(done);
  expect(await make({ kind: 'add-member', ...member, group: { dn: 'cn=team,dc=written,dc=example' } })).toMatchObject({
    outcome: 'refused',
    code: 'outside-bases',
  });
  expect(await make({ kind: 'disable', entry: { id: 'nobody' } })).toMatchObject({ outcome: 'conflict' });
});

test('an agent changes nothing that its own file does not name', async () => {
  const more = { ...options, write: { ...options.write!, attributes: [...options.write!.attributes, 'mail'] } };
  await expect(make(creation('relayed2'), more)).rejects.toMatchObject({
    code: 'access-denied',
    detail: { relay: 'agent-refused' },
  });
  expect(await make({ kind: 'disable', entry: { dn: `uid=relayed2,${below}` } })).toMatchObject({
    outcome: 'conflict',
    code: 'entry-missing',
  });
});

test('a change whose agent dies behind it is made once, is not begun again, and is found made', async () => {
  const first = relay.agent(1);
  const killed = await relay.start(2, { policy: policy(), killAt: { step: 'answered', times: 1 } });
  first.kill('SIGSTOP');
  await relay.change(1, (record) => ({ ...record, process: { ...record.process!, draining: true } }));
  const lost = make(creation('relayed3'));
  const settled = expect(lost).rejects.toMatchObject({
    code: 'source-unreachable',
    detail: { relay: 'agent-lost' },
  });
  await expect.poll(() => killed.signalCode, { timeout: 30_000 }).toBe('SIGKILL');
  // There is another agent again, before it is known that the first one is dead.
  first.kill('SIGCONT');
  await relay.change(1, (record) => ({ ...record, process: { ...record.process!, draining: false } }));
  await settled;
  expect(await make(creation('relayed3'))).toMatchObject({ outcome: 'unchanged', dn: `uid=relayed3,${below}` });
});
