import { dirname } from 'node:path';
import type { Config } from './config.ts';
import { ConfigError, type Problem } from './config-error.ts';
import type { ConnectorForm } from './connector-form.ts';
import { configJsonSchema } from './json-schema.ts';
import { explain } from './load/explain.ts';
import { type FileReader, folderReader } from './load/file-reader.ts';
import { readText } from './load/read-text.ts';
import { readYaml } from './load/read-yaml.ts';
import { resolveSources } from './load/resolve-sources.ts';
import { usedForms } from './load/used-forms.ts';
import { configSchema } from './schema.ts';

/**
 * Reads and checks a configuration file, and the files that its sources name (a shapes file, for example).
 *
 * @throws ConfigError `config-not-found`, `config-unreadable`, or `config-invalid` with all problems at once
 * @example const config = loadConfig('sallyport.yaml', connectors)
 */
export const loadConfig = (path: string, connectors: readonly ConnectorForm[]): Config =>
  parseConfig(readText(path), path, connectors);

/**
 * Checks the text of a configuration file. `file` is its name in messages.
 *
 * @param read reads the files that sources name; by default from the folder that `file` is in
 * @throws ConfigError `config-invalid` with all problems at once, in the order of the file
 */
export const parseConfig = (
  text: string,
  file: string,
  connectors: readonly ConnectorForm[],
  read: FileReader = folderReader(dirname(file)),
): Config => {
  const { document, problems } = readYaml(text, file);
  if (!document) throw ConfigError.of(problems);

  // The empty message marks what has no sentence of our own yet: Zod's are not for users.
  const forms = usedForms(document.value, connectors);
  const result = configSchema(forms).safeParse(document.value, { error: () => '' });
  if (result.success && problems.length === 0) {
    const resolution = resolveSources(result.data, document, forms, read);
    if (resolution.problems.length > 0) throw ConfigError.of(resolution.problems);
    return resolution.config;
  }

  const told = new Set(problems.map(place));
  const found = result.success ? [] : explain(result.error.issues, document, configJsonSchema(forms));
  const all = [...problems, ...found.filter((problem) => !told.has(place(problem)))];
  throw ConfigError.of(all.toSorted((a, b) => a.line - b.line || a.column - b.column));
};

const place = ({ line, column }: Problem): string => `${line}:${column}`;
