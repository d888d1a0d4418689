import { ConfigError, type Problem } from '../config-error.ts';
import { explain } from '../load/explain.ts';
import type { FileKind } from '../load/file-kind.ts';
import { printedPath } from '../load/printed-path.ts';
import { readYaml } from '../load/read-yaml.ts';
import type { Report } from '../schema/draft.ts';
import { checkFile } from './check-file.ts';
import { shapesFileSchema, type WrittenFile } from './file-schema.ts';
import { foreignKeywords } from './foreign-keywords.ts';
import { shapesJsonSchema } from './json-schema.ts';
import { resolveEndpoints } from './resolve-endpoints.ts';
import type { ShapesFile } from './shapes-file.ts';

/** What could be read: no shapes if there is any problem. */
export interface ShapesReading {
  readonly shapes?: ShapesFile;
  /** In the order of the file. */
  readonly problems: readonly Problem[];
}

/** A first shapes file of an API with a thousand endpoints, everything listed, has some megabytes. */
export const shapesKind: FileKind = {
  maximumMebibytes: 16,
  largeRemedy: 'Name only the endpoints that are needed: sallyport shapes --endpoint "GET /tickets".',
  beginning: 'It begins, for example: endpoints:',
};

/**
 * Reads a shapes file: YAML or JSON.
 *
 * @param file its name in messages
 * @param operations what an OpenAPI document knows, such as `GET /tickets/{id}`: every endpoint must be one of them
 */
export const readShapes = (text: string, file: string, operations?: readonly string[]): ShapesReading => {
  const { document, problems } = readYaml(text, file, shapesKind);
  if (!document) return { problems };
  // The empty message marks what has no sentence of our own yet: Zod's are not for users.
  const { success, error } = shapesFileSchema.safeParse(document.value, { error: () => '' });
  const issues = error?.issues ?? [];
  const found = success ? [] : explain(issues, document, shapesJsonSchema(), foreignKeywords);

  const told = new Set(found.map(({ path }) => path));
  const broken: Problem[] = [];
  const report: Report = (path, what, remedy, at) => {
    const place = printedPath(path);
    if (told.has(place)) return;
    told.add(place);
    broken.push(at === 'key' ? document.atKey(path, what, remedy) : document.atValue(path, what, remedy));
  };
  checkFile(document.value, issues, operations, report);

  const all = [...problems, ...found, ...broken].toSorted((a, b) => a.line - b.line || a.column - b.column);
  return all.length > 0 ? { problems: all } : { problems: [], shapes: resolved(document.value as WrittenFile) };
};

/**
 * Checks the text of a shapes file.
 *
 * @throws ConfigError `config-invalid` with all problems at once
 * @example parseShapes(text, 'tickets.shapes.yaml').endpoints.map(({ name }) => name) // ['GET /tickets', …]
 */
export const parseShapes = (text: string, file: string, operations?: readonly string[]): ShapesFile => {
  const { shapes, problems } = readShapes(text, file, operations);
  if (!shapes) throw ConfigError.of(problems);
  return shapes;
};

const resolved = (written: WrittenFile): ShapesFile => ({
  ...(written.server !== undefined && { server: written.server.replace(/\/+$/, '') }),
  endpoints: resolveEndpoints(written.endpoints),
  $defs: written.$defs ?? {},
});
