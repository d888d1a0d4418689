import type { Problem } from '../../config/config-error.ts';
import type { FileReading } from '../../config/connector-form.ts';
import { explain } from '../../config/load/explain.ts';
import type { FileKind } from '../../config/load/file-kind.ts';
import { printedPath } from '../../config/load/printed-path.ts';
import { readYaml } from '../../config/load/read-yaml.ts';
import type { Report } from '../../config/schema/draft.ts';
import { foreignKeywords } from '../../config/shapes/foreign-keywords.ts';
import { checkDefinition } from './check-definition.ts';
import type { Definition } from './definition.ts';
import { definitionSchema } from './definition-schema.ts';
import { definitionJsonSchema } from './json-schema.ts';

const definitionKind: FileKind = {
  maximumMebibytes: 4,
  largeRemedy: 'Name only the endpoints that are needed.',
  beginning: 'It begins, for example: title: Badge system',
};

/**
 * Reads and checks the definition of a connector: YAML or JSON.
 *
 * @param name of the connector
 * @param file its name in messages
 */
export const readDefinition = (text: string, file: string, name: string): FileReading<Definition> => {
  const { document, problems } = readYaml(text, file, definitionKind);
  if (!document) return { problems };
  // The empty message marks what has no sentence of our own yet: Zod's are not for users.
  const { success, data, error } = definitionSchema.safeParse(document.value, { error: () => '' });
  const issues = error?.issues ?? [];
  const found = success ? [] : explain(issues, document, definitionJsonSchema(), foreignKeywords);
  const told = new Set(found.map(({ path }) => path));
  const broken: Problem[] = [];
  const report: Report = (path, what, remedy, at) => {
    const place = printedPath(path);
    if (told.has(place)) return;
    told.add(place);
    broken.push(at === 'key' ? document.atKey(path, what, remedy) : document.atValue(path, what, remedy));
  };
  if (success) checkDefinition({ ...data, name }, document.value, report);
  const all = [...problems, ...found, ...broken].toSorted((a, b) => a.line - b.line || a.column - b.column);
  return all.length > 0 || !data ? { problems: all } : { content: { ...data, name }, problems: [] };
};
