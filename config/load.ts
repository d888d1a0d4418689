import type { Config } from './config.ts';
import { ConfigError, type Problem } from './config-error.ts';
import type { ConnectorForm } from './connector-form.ts';
import { configJsonSchema } from './json-schema.ts';
import { explain } from './load/explain.ts';
import { readText } from './load/read-text.ts';
import { readYaml } from './load/read-yaml.ts';
import { configSchema } from './schema.ts';

/**
 * Reads and checks a configuration file.
 *
 * @throws ConfigError `config-not-found`, `config-unreadable`, or `config-invalid` with all problems of the file at once
 * @example const config = loadConfig('sallyport.yaml', connectors)
 */
export const loadConfig = (path: string, connectors: readonly ConnectorForm[]): Config =>
  parseConfig(readText(path), path, connectors);

/**
 * Checks the text of a configuration file. `file` is its name in messages.
 *
 * @throws ConfigError `config-invalid` with all problems at once, in the order of the file
 */
export const parseConfig = (text: string, file: string, connectors: readonly ConnectorForm[]): Config => {
  const { document, problems } = readYaml(text, file);
  if (!document) throw ConfigError.of(file, problems);

  // The empty message marks what has no sentence of our own yet: Zod's are not for users.
  const result = configSchema(connectors).safeParse(document.value, { error: () => '' });
  if (result.success && problems.length === 0) return result.data;

  const told = new Set(problems.map(place));
  const found = result.success ? [] : explain(result.error.issues, document, configJsonSchema(connectors));
  const all = [...problems, ...found.filter((problem) => !told.has(place(problem)))];
  throw ConfigError.of(
    file,
    all.toSorted((a, b) => a.line - b.line || a.column - b.column),
  );
};

const place = ({ line, column }: Problem): string => `${line}:${column}`;
