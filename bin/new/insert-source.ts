import { isMap, isPair, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
import { CommandError, exitCode } from '../exit-code.ts';
import type { NewSource } from './source-answers.ts';
import { sourceLines } from './source-lines.ts';

/** A configuration with one more source. */
export interface Insertion {
  readonly text: string;
  /** The lines that are new, without line ends. */
  readonly added: readonly string[];
  /** The number of the first of them that is not blank, from 1. */
  readonly line: number;
}

/**
 * Puts a source at the end of `sources:`. Not a character of what stands there is changed: only lines are added.
 *
 * @param text a configuration without mistakes in its YAML
 * @throws CommandError if the sources are written in braces
 */
export const insertSource = (text: string, source: NewSource): Insertion => {
  const { at, indent, isApart } = placeIn(text);
  const before = text.slice(0, at);
  const added = [...(isApart ? [''] : []), ...sourceLines(source, indent)];
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const isOpen = before !== '' && !before.endsWith('\n');
  const inserted = `${isOpen ? end : ''}${added.map((line) => line + end).join('')}`;
  return {
    text: before + inserted + text.slice(at),
    added,
    line: before.split('\n').length + (isOpen ? 1 : 0) + (isApart ? 1 : 0),
  };
};

interface Place {
  /** Where lines begin. */
  readonly at: number;
  readonly indent: number;
  /** Whether sources have a blank line between them. */
  readonly isApart: boolean;
}

const placeIn = (text: string): Place => {
  const { contents } = parseDocument(text, { keepSourceTokens: true, logLevel: 'error' });
  const pairs = isMap<Node, Node | null>(contents) ? contents.items : [];
  const found = pairs.find(({ key }) => isScalar(key) && key.value === 'sources');
  const sources = found?.value;
  if (!isMap<Node, Node | null>(sources) || sources.flow) throw inBraces();
  const [first] = sources.items;
  const last = sources.items.at(-1);
  if (!first || !last) throw inBraces();
  const indent = columnOf(text, first.key.range![0]);
  const at = afterComments(text, lineAfter(text, endOf(last)), indent);
  const written = text.slice(last.key.range![0], endOf(last));
  const isOneLine = !written.trimEnd().includes('\n');
  // A blank line below a block of text that keeps its last lines (`|+`) would be one of them.
  const isKept = written.endsWith('\n') && /[|>]\d?\+[^\n]*\n/.test(written);
  return { at, indent, isApart: !isOneLine && !isKept };
};

/** The end of the last thing in it: that of a map reaches to whatever comes next. */
const endOf = (node: Node | Pair<Node, Node | null>): number => {
  if (isPair<Node, Node | null>(node)) return endOf(node.value?.range ? node.value : node.key);
  const last = (isMap<Node, Node | null>(node) || isSeq<Node>(node)) && !node.flow ? node.items.at(-1) : undefined;
  return last ? endOf(last) : node.range![1];
};

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);

/** Behind the line that an offset is in, its comment included. A block of text ends at the beginning of a line. */
const lineAfter = (text: string, offset: number): number => {
  if (text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
};

/** Comments right below that are as far in as the sources belong to the last of them. */
const afterComments = (text: string, offset: number, indent: number): number => {
  const line = text.slice(offset).match(/^( *)#[^\n]*(?:\n|$)/);
  return line && line[1]!.length >= indent ? afterComments(text, offset + line[0].length, indent) : offset;
};

const inBraces = (): CommandError =>
  new CommandError(
    exitCode.failed,
    'The sources are written in braces, into which no line can be put. Write each below sources:, its name at the beginning of a line ' +
      'of its own; or see what to add with --dry-run.',
  );
