import * as z from 'zod';
import type { DestinationForm } from '../../destination-form.ts';
import type { SyncDestination } from '../../sync-config.ts';
import { agentName } from '../name.ts';

/** Where users go, as it is written in YAML: flat, the destination's own settings beside the common ones, which come out under `options`. */
export const destination = (forms: readonly DestinationForm[]): z.ZodType<SyncDestination> => {
  const [first, ...others] = forms.map(branch);
  // A configuration whose connectors know no destination has no sync either.
  if (!first) return z.never() as z.ZodType<SyncDestination>;
  return z.discriminatedUnion('destination', [first, ...others]).meta({ description: 'Where users go.' });
};

const branch = (form: DestinationForm) =>
  form.options
    .safeExtend(commonKeys(form))
    .meta({ title: form.name })
    .transform((written): SyncDestination => {
      const { destination, via, agents, ...options } = written as CommonKeys;
      return { destination, ...(via !== undefined && { via }), ...(agents !== undefined && { agents }), options };
    });

const commonKeys = (form: DestinationForm) => ({
  destination: z.literal(form.name).meta({ description: 'What kind of system it is.', examples: [form.name] }),
  via: z
    .enum(['relay'])
    .meta({
      description: 'relay: it is reached through an agent in your private network. Default: the gate calls it itself.',
      examples: ['relay'],
    })
    .optional(),
  agents: z
    .array(agentName)
    .min(1)
    .max(64)
    .meta({
      description: 'With via: relay, the agents that it may be reached through, by name. Default: all.',
      examples: [['berlin']],
      uniqueItems: true,
    })
    .optional(),
});

type CommonKeys = z.output<z.ZodObject<ReturnType<typeof commonKeys>>>;
