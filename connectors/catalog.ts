import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import type { Connector } from './connector.ts';
import { definedConnector } from './defined/defined-connector.ts';
import type { DefinedSource } from './defined/defined-source.ts';
import type { Definition } from './definition/definition.ts';
import { definitionSchema } from './definition/definition-schema.ts';

const folder = join(import.meta.dirname, 'catalog');

/** The names of the definitions that come with this package. */
export const catalogNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => basename(file, '.yaml'))
  .toSorted();

/** The text of a definition of this package, comments and all. */
export const catalogText = (name: string): string => readFileSync(join(folder, `${name}.yaml`), 'utf8');

const known = new Map<string, Definition>();

/** A definition of this package, read when it is first asked for. A test has checked it: only its form is looked at here. */
export const catalogDefinition = (name: string): Definition => {
  const found = known.get(name) ?? { ...definitionSchema.parse(parse(catalogText(name))), name };
  known.set(name, found);
  return found;
};

/** The connectors that come with this package as definitions. */
export const catalog: readonly Connector<DefinedSource>[] = catalogNames.map((name) =>
  definedConnector(name, () => catalogDefinition(name)),
);
