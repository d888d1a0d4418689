import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyGateway } from '../any-gateway.ts';
import { bearer, relay } from '../aws/configurations.ts';
import { configuration } from './configurations.ts';
import { environmentOf, resources, type Synthesized, synthesize } from './synthesize.ts';

const short = (reference: string): string => reference.replace(/^\$\{azurerm_\w+?\.(.+?)(_[0-9A-F]{8})?\.\w+\}$/, '$1');

const rolesOf = (gateway: Synthesized, name: string): readonly string[] =>
  resources(gateway, 'azurerm_role_assignment')
    .filter(({ principal_id }) => short(principal_id) === `${name}_Identity`)
    .map(
      ({ role_definition_name, role_definition_id, scope }) =>
        `${role_definition_name ?? short(role_definition_id)} on ${short(scope)}`,
    )
    .sort();

/** The roles that go with each place that a sync is told of. */
const rolesFor = (name: string, from: string): Readonly<Record<string, readonly string[]>> => ({
  SALLYPORT_BUNDLE: [`Storage Blob Data Reader on ${name}_Packages`],
  SALLYPORT_SECRET: [`Key Vault Secrets User on ${name}_Vault`],
  SALLYPORT_STATE: [`Key_StateWriter on ${name}_State`],
  SALLYPORT_KEY_SECRET: ['Key_KeyMaker on Key_Vault'],
  SALLYPORT_KEY_STATE: ['Key_StateWriter on Key_Pointer'],
  SALLYPORT_SOURCE_SECRET: [`Key Vault Secrets User on ${from}_Vault`],
  SALLYPORT_SOURCE_STATE: [`Key_StateWriter on ${from}_State`],
  SALLYPORT_SIGNING_KEY: [`SigningKeeper on ${name}_Signing_Vault`],
  SALLYPORT_WAKE: [`JobStarter on ${name}_Job-resume`],
  SALLYPORT_DEAD_LETTERS: ['Storage Queue Data Message Sender on DeadLetters'],
  SALLYPORT_RELAY: [
    'Key Vault Secrets User on Relay_GateKey_Vault',
    'Relay_MailboxUser on Relay_Mailbox-1',
    'Storage Blob Data Reader on Relay_Registry',
    'Storage Queue Data Message Sender on Relay_Storage',
  ],
});

test('a sync may reach exactly what it is told of, and is told of what its configuration needs, whatever a gateway has', () => {
  fc.assert(
    fc.property(anyGateway, ({ sources, syncs }) => {
      const agents = { relay: { ...relay, agents: { ...relay.agents, maximum: 1 } } };
      const gateway = synthesize(configuration(bearer, sources, {}, { ...agents, sync: syncs }));
      for (const [name, { from, to, signIn, webhook }] of Object.entries(syncs)) {
        const told = environmentOf(gateway, `acme-${name}`);
        const places = Object.entries(rolesFor(name, from)).filter(([variable]) => told[variable] !== undefined);
        expect(rolesOf(gateway, name)).toEqual(places.flatMap(([, roles]) => roles).sort());
        const { options, via } = sources[from as keyof typeof sources];
        expect({
          SALLYPORT_SECRET: (to.options['secret'] as unknown[]).length > 0 || webhook !== undefined,
          SALLYPORT_SOURCE_SECRET: (options['secret'] as unknown[]).length > 0,
          SALLYPORT_SOURCE_STATE: options['state'] === true,
          SALLYPORT_SIGNING_KEY: signIn !== undefined,
          SALLYPORT_RELAY: via === 'relay' || to.via === 'relay',
        }).toEqual(
          Object.fromEntries(
            ['SECRET', 'SOURCE_SECRET', 'SOURCE_STATE', 'SIGNING_KEY', 'RELAY'].map((word) => [
              `SALLYPORT_${word}`,
              `SALLYPORT_${word}` in told,
            ]),
          ),
        );
      }
    }),
    { numRuns: 5 },
  );
});
