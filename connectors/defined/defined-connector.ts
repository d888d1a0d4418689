import type { Mode } from '../../config/config.ts';
import type { NamedFiles } from '../../config/connector-form.ts';
import { requirementsOf } from '../authentication/requirements-of.ts';
import type { Connector } from '../connector.ts';
import type { Definition } from '../definition/definition.ts';
import type { DefinedSource } from './defined-source.ts';
import { definedGuide } from './guide.ts';
import { type DefinedOptions, definedOptions } from './options.ts';
import { resolveSource } from './resolve-source.ts';
import { runningDefined } from './running-defined.ts';
import { serversOf } from './servers-of.ts';

/**
 * A connector out of its definition.
 *
 * @param definition read when it is first needed: a configuration uses few of all connectors
 */
export const definedConnector = (name: string, definition: () => Definition): Connector<DefinedSource> => ({
  name,
  get title() {
    return definition().title;
  },
  get modes() {
    return modesOf(definition());
  },
  get options() {
    return definedOptions(definition());
  },
  resolve: (options: unknown, files: NamedFiles, serve: readonly Mode[]) =>
    resolveSource(definition(), options as DefinedOptions, files, serve),
  requires: requiredBy,
  guide: definedGuide,
  ...runningDefined,
});

/** What a source of a defined connector needs of a deployment. */
export const requiredBy = (source: DefinedSource) => {
  const needs = requirementsOf(source.authentication);
  const hosts = [...serversOf(source).map((server) => new URL(server).host), ...source.api.hosts, ...needs.hosts];
  const cursors = source.plan.lists.length > 0;
  return { ...needs, hosts: [...new Set(hosts)], files: [], objects: [], ...(cursors && { cursors }) };
};

/** Imports where there is something to read, the proxy where there is something to call. */
export const modesOf = ({ lists, endpoints }: Definition): readonly Mode[] => [
  ...(Object.keys(lists).length > 0 ? (['import'] as const) : []),
  ...(Object.keys(endpoints).length > 0 ? (['proxy'] as const) : []),
];
