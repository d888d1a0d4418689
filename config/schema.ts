import * as z from 'zod';
import type { Config } from './config.ts';
import type { ConnectorForm } from './connector-form.ts';
import { deploy } from './schema/deploy.ts';
import type { Draft } from './schema/draft.ts';
import { mapOf } from './schema/map-of.ts';
import { monitoring } from './schema/monitoring.ts';
import { gatewayName, sourceName, syncName } from './schema/name.ts';
import { network } from './schema/network.ts';
import { relay } from './schema/relay.ts';
import { checkRules } from './schema/rules.ts';
import { source } from './schema/source.ts';
import { sync } from './schema/sync.ts';
import { tags } from './schema/tags.ts';
import { vendor } from './schema/vendor.ts';

/**
 * The schema of `sallyport.yaml`: takes what stands in the file, gives a Config with its defaults filled in.
 *
 * Keys carry descriptions and examples, which the JSON Schema and the error messages are made from.
 *
 * @example configSchema(connectors).parse({ gateway: 'acme', vendor: {…}, sources: {…} })
 */
export const configSchema = (connectors: readonly ConnectorForm[]): z.ZodType<Config> => {
  const destinations = connectors.flatMap(({ destination }) => destination ?? []);
  return z
    .strictObject({
      gateway: gatewayName,
      vendor,
      sources: mapOf(sourceName, source(connectors))
        .refine((sources) => Object.keys(sources).length > 0, { error: 'has no source: there is nothing to serve' })
        .meta({
          description:
            'The systems that data is fetched from, by name. Each gets its own function, identity and secret.',
          minProperties: 1,
        }),
      sync: mapOf(syncName, sync(destinations))
        .meta({
          description: 'Users of a source that are kept true at a destination, by name. Each gets its own function.',
        })
        .default({}),
      relay: relay.optional(),
      network: network.optional(),
      monitoring,
      tags,
      deploy,
    })
    .superRefine(
      (config, context) =>
        checkRules(config as Draft, destinations, (path, message, remedy, at) =>
          context.addIssue({ code: 'custom', path: [...path], message, params: { remedy, at } }),
        ),
      // Also beside other problems, so that all of them are told at once.
      { when: () => true },
    )
    .meta({ title: 'sallyport.yaml', description: 'What a gateway is, whom it serves, and what.' });
};
