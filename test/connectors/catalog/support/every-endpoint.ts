import { catalogDefinition } from '../../../../connectors/catalog.ts';
import { filled } from '../../../../connectors/definition/template.ts';

/**
 * What a source writes under `endpoints:` that wants the optional ones too.
 *
 * @param settings that stand in their paths
 */
export const everyEndpoint = (
  connector: string,
  settings: Readonly<Record<string, string>> = {},
): readonly string[] => [
  'default',
  ...Object.entries(catalogDefinition(connector).endpoints).flatMap(([name, { optional }]) =>
    optional ? (filled(name, settings, encodeURIComponent) ?? []) : [],
  ),
];
