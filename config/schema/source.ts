import * as z from 'zod';
import type { SourceConfig } from '../config.ts';
import type { ConnectorForm } from '../connector-form.ts';
import { claims } from './claims.ts';
import { closed } from './closed.ts';
import { httpsUrl } from './https-url.ts';
import { agentName } from './name.ts';
import { schedule } from './schedule.ts';

/**
 * A source as it is written in YAML: flat, the connector's own settings beside the common ones. It comes out as a SourceConfig,
 * with the connector's settings under `options`.
 */
export const source = (connectors: readonly ConnectorForm[]): z.ZodType<SourceConfig> => {
  const branches = connectors.map(branch);
  const [first] = branches;
  if (!first) throw new RangeError('a configuration needs at least one connector');
  return z
    .discriminatedUnion('connector', [first, ...branches.slice(1)])
    .superRefine((source, context) => checkUnknown(source, connectors, context), { when: () => true })
    .meta({ description: 'A system that data is fetched from.' });
};

/** Of a source without a known connector, the common keys are checked all the same, so that all problems are told at once. */
const checkUnknown = (
  source: Partial<SourceConfig> | null,
  connectors: readonly ConnectorForm[],
  context: z.RefinementCtx,
): void => {
  if (connectors.some(({ name }) => name === source?.connector)) return;
  const { issues = [] } = anySource.safeParse(source, { error: () => '' }).error ?? {};
  for (const issue of issues.filter(({ path }) => path.length > 0)) context.addIssue({ ...issue });
};

const branch = (form: ConnectorForm) =>
  form.options
    .safeExtend(commonKeys(form))
    .meta({ title: form.name })
    .transform((source): SourceConfig => {
      const { connector, serve, claims, closed, publicUrl, check, via, agents, ...options } = source as CommonKeys;
      const optional = {
        ...(publicUrl !== undefined && { publicUrl }),
        ...(check !== undefined && { check }),
        ...(via !== undefined && { via }),
        ...(agents !== undefined && { agents }),
      };
      return { connector, serve, claims, ...optional, closed, options };
    });

const sharedKeys = {
  claims: claims('Claims that a token for this source must carry besides those of the vendor.', { source_id: '42' }),
  closed,
  publicUrl: httpsUrl(
    "Where the vendor reaches this source, if not at the cloud's own URL for it.",
    'https://gateway.acme.example/people',
  ).optional(),
  check: schedule(
    'When the gate tries this source by itself, with a token and one call, so that trouble is seen before the vendor calls. Default: never.',
  ).optional(),
  via: z
    .enum(['relay'])
    .meta({
      description:
        'relay: the source is reached through an agent in your private network, which only dials out. Default: the gate calls it itself.',
      examples: ['relay'],
    })
    .optional(),
  agents: z
    .array(agentName)
    .min(1)
    .max(64)
    .refine((names) => new Set(names).size === names.length, { error: 'names an agent twice' })
    .meta({
      description:
        'With via: relay, the agents that it may be reached through, by name: no other one is sent its requests, nor the secret in them. Default: all.',
      examples: [['berlin', 'berlin-2']],
      uniqueItems: true,
    })
    .optional(),
};

const anySource = z.looseObject(sharedKeys);

const commonKeys = (form: ConnectorForm) => ({
  connector: z.literal(form.name).meta({ description: 'What kind of system it is.', examples: [form.name] }),
  serve: serve(form),
  ...sharedKeys,
});

type CommonKeys = z.output<z.ZodObject<ReturnType<typeof commonKeys>>>;

const serve = ({ name, modes }: ConnectorForm) =>
  z
    .array(z.enum(modes, { error: `is no way that the connector ${name} can be served in` }))
    .min(1)
    .refine((chosen) => new Set(chosen).size === chosen.length, { error: 'names a mode twice' })
    .meta({
      description: 'The ways in which the vendor may use this source. Default: all that its connector has.',
      examples: [modes],
      uniqueItems: true,
    })
    .default([...modes]);
