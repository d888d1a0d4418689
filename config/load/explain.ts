import type * as z from 'zod';
import { closest } from '../closest.ts';
import type { Problem } from '../config-error.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { ConfigDocument, Path } from './config-document.ts';
import { issueSentence } from './issue-sentence.ts';
import { printedKey, printedPath } from './printed-path.ts';
import { exampleOf, knownKeys, purposeOf, schemasAt } from './schema-at.ts';

type Issue = z.core.$ZodIssue;

/** An issue, and the path that leads to it from the top. */
interface Finding {
  readonly issue: Issue;
  readonly path: Path;
}

/** What to do about a key that is not known, by the key: for those that people know from elsewhere. */
export type KeyRemedies = Readonly<Record<string, string>>;

const noRemedies: KeyRemedies = {};

/**
 * Says in our words what the schema found: where it stands in the file, what is wrong, what to write instead. A place is named
 * once, by its first problem, and not at all if it only echoes a misspelt key.
 */
export const explain = (
  issues: readonly Issue[],
  document: ConfigDocument,
  schema: JsonSchema,
  keyRemedies: KeyRemedies = noRemedies,
): readonly Problem[] => {
  const findings = issues.flatMap((issue) => findingsOf(issue, []));
  const echoes = new Set(findings.flatMap((finding) => misspellingEchoes(finding, document, schema)));
  const places = new Map<string, Problem>();
  for (const problem of findings.flatMap((finding) => problemsOf(finding, document, schema, keyRemedies)))
    if (!places.has(problem.path) && !echoes.has(problem.path)) places.set(problem.path, problem);
  return [...places.values()];
};

/** Of a union, what its likeliest branch found: the one that fails least, of those that are of the value's kind if there are any. */
const findingsOf = (issue: Issue, base: Path): readonly Finding[] => {
  const path = [...base, ...issue.path];
  if (issue.code !== 'invalid_union') return [{ issue, path }];
  const [likeliest] = issue.errors
    .filter((found) => found.length > 0 && !found.some((inner) => isAtTop(inner, 'invalid_type')))
    .toSorted((a, b) => otherValue(a) - otherValue(b) || a.length - b.length);
  return likeliest?.flatMap((inner) => findingsOf(inner, path)) ?? [{ issue, path }];
};

const isAtTop = (issue: Issue, code: Issue['code']): boolean => issue.path.length === 0 && issue.code === code;

/** A branch for other values says less than one that looked into this one. */
const otherValue = (found: readonly Issue[]): number =>
  found.some((issue) => isAtTop(issue, 'invalid_value')) ? 1 : 0;

/** Where a misspelt key shows again: as a key that is missing, and as a map that seems to lack something. */
const misspellingEchoes = (
  { issue, path }: Finding,
  document: ConfigDocument,
  schema: JsonSchema,
): readonly string[] => {
  if (issue.code !== 'unrecognized_keys') return [];
  const known = knownKeys(schemasAt(schema, document.value, path));
  const meant = issue.keys.map((key) => closest(key, known)).filter((key) => key !== undefined);
  const missing = meant.map((key) => [...path, key]).filter((place) => !document.has(place));
  return missing.length > 0 ? [path, ...missing].map(printedPath) : [];
};

const problemsOf = (
  { issue, path }: Finding,
  document: ConfigDocument,
  schema: JsonSchema,
  keyRemedies: KeyRemedies,
): readonly Problem[] => {
  const schemas = schemasAt(schema, document.value, path);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schemas);
    return issue.keys.map((key) =>
      document.atKey(
        [...path, key],
        'is not a key that is known here',
        remedyOf(keyRemedies, key) ?? otherKey(key, known),
      ),
    );
  }
  const sentence = issueSentence(issue, document.get(path), document.source(path));
  // A sentence of the schema's own says what is expected; ours are of any value, so that the schema's description helps.
  const hint = exampleOf(schemas, path.at(-1)) || (issue.message ? '' : purposeOf(schemas));
  const { what, remedy = hint, at } = sentence;
  if (at === 'key') return [document.atKey(path, what, remedy)];
  return [document.atValue(path, document.has(path) ? what : 'is missing', remedy)];
};

const remedyOf = (remedies: KeyRemedies, key: string): string | undefined =>
  Object.hasOwn(remedies, key) ? remedies[key] : undefined;

const otherKey = (key: string, known: readonly string[]): string => {
  const meant = closest(key, known);
  if (!meant && /password|secret|token|credential|private_?key|certificate/i.test(key)) return secretRemedy;
  return meant ? `Did you mean ${printedKey(meant)}?` : `The keys here are: ${known.map(printedKey).join(', ')}.`;
};

const secretRemedy = 'Remove it: nothing secret belongs into this file. Enter it by: sallyport secrets set <source>';
