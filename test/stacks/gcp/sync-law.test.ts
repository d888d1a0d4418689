import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyGateway } from '../any-gateway.ts';
import { bearer, relay } from '../aws/configurations.ts';
import { configuration } from './configurations.ts';
import { type Properties, resources, type Synthesized, synthesize } from './synthesize.ts';

const short = (reference: string): string => reference.replace(/^\$\{google_\w+?\.(.+?)(_[0-9A-F]{8})?\.\w+\}$/, '$1');

const rightsOf = ({ template }: Synthesized, name: string): readonly string[] =>
  Object.entries(template.resource)
    .filter(([type]) => type.endsWith('_iam_member'))
    .flatMap(([, all]) => Object.values(all))
    .filter(({ member }) => short(member) === `${name}_Account`)
    .map(
      (grant) =>
        `${grant['role'].replace(/^roles\/\w+\./, '')} ${short(grant['secret_id'] ?? grant['bucket'] ?? grant['topic'])}`,
    )
    .sort();

const toldOf = (gateway: Synthesized, name: string): Readonly<Record<string, string>> => {
  const service = Object.values(resources(gateway, 'google_cloud_run_v2_service')).find(
    (each) => each['name'] === `acme-${name}`,
  )!;
  return Object.fromEntries(service['template'].containers[0].env.map(({ name, value }: Properties) => [name, value]));
};

/** The rights that go with each place that a sync is told of. */
const rightsFor = (name: string, from: string): Readonly<Record<string, readonly string[]>> => ({
  SALLYPORT_BUNDLE: ['objectViewer Packages'],
  SALLYPORT_SECRET: [`secretAccessor ${name}_Secret`],
  SALLYPORT_STATE: [`objectUser ${name}_State`],
  SALLYPORT_KEY_SECRET: ['secretAccessor KeySecret', 'secretVersionAdder KeySecret'],
  SALLYPORT_KEY_STATE: ['objectUser KeyState'],
  SALLYPORT_SOURCE_SECRET: [`secretAccessor ${from}_Secret`],
  SALLYPORT_SOURCE_STATE: [`objectUser ${from}_State`],
  SALLYPORT_SIGNING_KEY: [`secretAccessor ${name}_SigningKey`, `secretVersionAdder ${name}_SigningKey`],
  SALLYPORT_WAKE: [`publisher ${name}_Bell`],
  SALLYPORT_DEAD_LETTERS: ['publisher DeadLetters'],
  SALLYPORT_RELAY: [
    'objectUser Relay_Mailbox',
    'objectViewer Relay_Registry',
    'publisher Relay_Slot-1_Topic',
    'secretAccessor Relay_GateKey',
  ],
});

test('a sync may reach exactly what it is told of, and is told of what its configuration needs, whatever a gateway has', () => {
  fc.assert(
    fc.property(anyGateway, ({ sources, syncs }) => {
      const agents = { relay: { ...relay, agents: { ...relay.agents, maximum: 1 } } };
      const gateway = synthesize(configuration(bearer, sources, {}, { ...agents, sync: syncs }));
      for (const [name, { from, to, signIn, webhook }] of Object.entries(syncs)) {
        const told = toldOf(gateway, name);
        const places = Object.entries(rightsFor(name, from)).filter(([variable]) => told[variable] !== undefined);
        expect(rightsOf(gateway, name)).toEqual(places.flatMap(([, rights]) => rights).sort());
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
