import type { FieldOutcome } from '../../../lambda/shapes/field-counts.ts';
import type { Preview, PreviewNode } from '../preview.ts';
import { visibleText } from '../visible-text.ts';
import { type Markup, markup } from './markup.ts';

/** Longer than what anyone reads; the rest is counted. */
const longestValue = 2_000;

/** The answer, field by field: what the source gave beside what leaves. Objects and lists can be folded. */
export const pageTree = ({ nodes, size }: Preview): Markup => {
  const isLines = size > 1;
  const top = nodes.map((node, index) => {
    const isBare = !isLines && node.kind !== 'scalar' && node.outcome === 'kept';
    if (isBare) return markup`${members(node, { depth: 0, path: '' })}`;
    const name = isLines ? `line ${index + 1}` : 'the answer';
    return nodeOf(node, name, { depth: 0, path: '' });
  });
  return markup`<div class="card tree">
<div class="row head"><span>Field</span><span>In the source</span><span>Leaves the gate</span><span>Why</span></div>
${top}${rest(size - nodes.length, 'line')}</div>`;
};

interface Place {
  readonly depth: number;
  /** Of the container: `data[0].requester`. */
  readonly path: string;
}

const members = (node: PreviewNode, { depth, path }: Place): readonly Markup[] => [
  ...node.children.map((child) => {
    const isElement = node.kind === 'array';
    const name = visibleText(child.name);
    return nodeOf(child, name, { depth, path: isElement || path === '' ? path + name : `${path}.${name}` });
  }),
  rest(node.size - node.children.length, 'element'),
];

const rest = (count: number, noun: string): Markup => {
  if (count === 0) return markup``;
  const words = `${count.toLocaleString('en-US')} more ${noun}${count === 1 ? '' : 's'}, counted above and not shown`;
  return markup`<div class="more">… ${words}</div>\n`;
};

const nodeOf = (node: PreviewNode, name: string, place: Place): Markup => {
  if (node.kind === 'scalar') return markup`<div ${attributes(node, place)}>${cells(node, name, place)}</div>\n`;
  const inside = { depth: place.depth + 1, path: place.path };
  return markup`<details open><summary ${attributes(node, place)}>${cells(node, name, place)}</summary>
${members(node, inside)}</details>\n`;
};

/** A container that leaves is no field: only its members count, and are looked for. */
const attributes = ({ kind, outcome }: PreviewNode, { path }: Place): Markup => {
  if (kind !== 'scalar' && outcome === 'kept') return markup`class="row"`;
  return markup`class="row ${outcome}" data-outcome="${outcome}" title="${path}"`;
};

const cells = (node: PreviewNode, name: string, { depth }: Place): Markup => {
  const { kind, outcome, reason, leavingName } = node;
  const isLost = outcome === 'dropped' || outcome === 'unfit';
  const guides = Array.from({ length: depth }, () => markup`<i></i>`);
  const label = leavingName === undefined ? name : `${name} → ${visibleText(leavingName)}`;
  const original = kind === 'scalar' ? shortened(node.original) : sizeOf(node);
  const leaving = node.leaving === undefined ? '' : kind === 'scalar' ? shortened(node.leaving) : original;
  return markup`<span class="name">${guides}<b>${isLost ? markup`<del>${label}</del>` : label}</b></span>${[
    markup`<span class="was">${isLost ? markup`<del>${original}</del>` : original}</span>`,
    markup`<span class="leaves">${leaving === '' ? nothingLeaves(outcome) : leavingOf(original, leaving)}</span>`,
    markup`<span class="why">${visibleText(reason)}</span>`,
  ]}`;
};

/** For those who hear the page. */
const nothingLeaves = (outcome: FieldOutcome): Markup =>
  outcome === 'dropped' || outcome === 'unfit' ? markup`<span class="sr">does not leave</span>` : markup``;

/** A link that leads to the gate is kept, and yet another. */
const leavingOf = (original: string, leaving: string): Markup =>
  leaving !== original ? markup`<ins>${leaving}</ins>` : markup`${leaving}`;

const shortened = (json: string): string => {
  const text = visibleText(json);
  if (text.length <= longestValue) return text;
  return `${text.slice(0, longestValue)}… and ${(text.length - longestValue).toLocaleString('en-US')} characters more`;
};

const sizeOf = ({ kind, size }: PreviewNode): string => {
  if (kind === 'object') return size === 0 ? '{}' : '';
  return `${size.toLocaleString('en-US')} element${size === 1 ? '' : 's'}`;
};
