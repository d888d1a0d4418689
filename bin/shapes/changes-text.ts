import { printedPath } from '../../config/load/printed-path.ts';
import { definitionOf } from '../../config/shapes/shapes-draft.ts';
import type { OpenApiDocument } from '../../connectors/openapi/read-document.ts';
import type { Addition, Changes, Difference } from './changes.ts';
import type { Draft } from './draft-of.ts';
import { partsOf, shapesOf } from './endpoint-shapes.ts';
import type { NotedShape } from './noted-shape.ts';
import { endpointLines } from './shapes-from-document.ts';
import { leftOutLines, oneLine, yamlLines } from './yaml-lines.ts';

/** Whether there is something that a file should name, or say that it was seen. */
export const hasNews = ({ endpoints, additions }: Changes): boolean => endpoints.length > 0 || additions.length > 0;

/**
 * What is new, gone and changed, as fragments of YAML that can be pasted where their headings say.
 *
 * @param known names of the definitions that the file has
 */
export const changesText = (
  changes: Changes,
  draft: Draft,
  { title, version }: OpenApiDocument,
  file: string,
  known: ReadonlySet<string>,
): string => {
  const api = [oneLine(title) || 'the document', oneLine(version)].filter(Boolean).join(' ');
  const definitions = missingDefinitions(changes, draft, known);
  const lines = [
    hasNews(changes)
      ? `# New in ${api}. Nothing of it leaves until ${file} names it:`
      : `# Nothing is new in ${api}: ${file} names it all.`,
    ...(hasNews(changes) ? howTo : []),
    ...[...Map.groupBy(changes.additions, ({ path }) => printedPath(path)).values()].flatMap(additionLines),
    ...(changes.endpoints.length > 0 ? ['', '# endpoints:'] : []),
    ...changes.endpoints.flatMap(({ name, written, leftOut }) => [
      '',
      ...endpointLines(name, written, leftOutLines(leftOut, 4)),
    ]),
    ...(definitions.size > 0 ? ['', '# $defs:'] : []),
    ...[...definitions].flatMap(([name, shape]) => ['', ...yamlLines(name, shape, 2)]),
    ...differenceLines('Gone. The file may name it, but nothing comes of it:', changes.gone),
    ...differenceLines('Changed. What does not fit the file does not leave, and is not let in:', changes.changed),
  ];
  return `${lines.join('\n')}\n`;
};

const howTo = [
  '# paste what is needed where the headings say. Of the rest, say that it was seen, and it is not told again: a property by',
  '# "treatment: drop", an endpoint (# GET /teams) or a parameter (# GET /tickets?sort) in a comment of the file.',
];

/** As deep as the map is in a file that is written as ours are. */
const additionLines = (additions: readonly Addition[]): readonly string[] => {
  const { path } = additions[0]!;
  return [
    '',
    `# ${printedPath(path)}:`,
    ...additions.flatMap(({ name, shape }) => yamlLines(name, shape, 2 * path.length)),
  ];
};

const differenceLines = (heading: string, differences: readonly Difference[]): readonly string[] =>
  differences.length === 0
    ? []
    : ['', `# ${heading}`, ...differences.map(({ path, what }) => `#   ${printedPath(path)}: ${oneLine(what)}`)];

/** What the new things refer to, and the file has not. */
const missingDefinitions = (
  { endpoints, additions }: Changes,
  { definitions }: Draft,
  known: ReadonlySet<string>,
): ReadonlyMap<string, NotedShape> => {
  const missing = new Map<string, NotedShape>();
  const waiting = [...additions.map(({ shape }) => shape), ...endpoints.flatMap(shapesOf)];
  for (const shape of waiting) {
    waiting.push(...partsOf(shape));
    const name = shape.$ref === undefined ? undefined : definitionOf(shape.$ref);
    const definition = name === undefined || known.has(name) || missing.has(name) ? undefined : definitions.get(name);
    if (name === undefined || !definition) continue;
    missing.set(name, definition);
    waiting.push(definition);
  }
  return missing;
};
