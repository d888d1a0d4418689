import { type LeftOut, leftOut, type NotedShape, why } from './noted-shape.ts';
import { flow, type YamlValue, yamlKey } from './yaml-text.ts';

/** Longer lines are broken: reviewers read these files side by side. */
const width = 120;

/**
 * Lines of YAML for a value under a key, with the comments that its shapes carry. What fits is written on one line; what has
 * comments in it is written out, so that each stands behind what it is about.
 */
export const yamlLines = (key: string, value: unknown, indent: number): readonly string[] => {
  const head = `${' '.repeat(indent)}${yamlKey(key)}:`;
  const comment = commentOf(value);
  const line = `${head} ${flow(value as YamlValue)}`;
  const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  if (isLeaf || (!hasNotes(value) && line.length <= width)) return [`${line}${comment}`];
  if (Array.isArray(value)) {
    if (value.every((each) => typeof each !== 'object' || each === null))
      return wrapped(head, value as readonly YamlValue[], indent);
    return [head, ...value.flatMap((each) => itemLines(each, indent + 2))];
  }
  return [`${head}${comment}`, ...mapLines(value as Record<string, unknown>, indent + 2)];
};

const mapLines = (map: Readonly<Record<string, unknown>>, indent: number): readonly string[] => [
  ...Object.entries(map).flatMap(([key, value]) => yamlLines(key, value, indent)),
  ...leftOutLines((map as NotedShape)[leftOut] ?? [], indent),
];

/** Comments about what is not there. */
export const leftOutLines = (all: readonly LeftOut[], indent: number): readonly string[] =>
  all.map(({ name, why: reason }) => `${' '.repeat(indent)}# left out: ${oneLine(name)}: ${oneLine(reason)}`);

const itemLines = (item: unknown, indent: number): readonly string[] => {
  const lead = `${' '.repeat(indent)}- `;
  const line = `${lead}${flow(item as YamlValue)}`;
  if (!hasNotes(item) && line.length <= width) return [`${line}${commentOf(item)}`];
  const [first, ...others] = mapLines(item as Record<string, unknown>, indent + 2);
  return [`${lead}${first!.trimStart()}`, ...others];
};

/** A long list of words over several lines. */
const wrapped = (head: string, items: readonly YamlValue[], indent: number): readonly string[] => {
  const lines: string[] = [];
  let line = ' '.repeat(indent + 2);
  for (const [index, item] of items.entries()) {
    const text = `${flow(item)}${index < items.length - 1 ? ',' : ''}`;
    if (line.trim() !== '' && line.length + text.length + 1 > width) {
      lines.push(line);
      line = ' '.repeat(indent + 2);
    }
    line += line.trim() === '' ? text : ` ${text}`;
  }
  return [`${head} [`, ...lines, line, `${' '.repeat(indent)}]`];
};

/** Whether there are comments to write further inside. */
const hasNotes = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if ((value as NotedShape)[leftOut]) return true;
  return Object.values(value).some((each: unknown) => commentOf(each) !== '' || hasNotes(each));
};

const commentOf = (value: unknown): string => {
  const reason = typeof value === 'object' && value !== null ? (value as NotedShape)[why] : undefined;
  return reason === undefined ? '' : ` # ${oneLine(reason)}`;
};

/** What a document says must not end a comment, nor show anything that is not there. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 200);
