import type { FieldOutcome } from '../../lambda/shapes/field-counts.ts';
import type { Preview, PreviewNode } from './preview.ts';
import { visibleText } from './visible-text.ts';

/** One line of a preview: a field, a container, or how many more there are. Everything in it can be looked at safely. */
export interface PreviewRow {
  readonly depth: number;
  readonly name: string;
  readonly outcome: FieldOutcome;
  /** `rest` tells how much more there is. */
  readonly kind: 'scalar' | 'container' | 'rest';
  readonly original: string;
  /** Empty if it does not leave. */
  readonly leaving: string;
  readonly reason: string;
}

/** The lines of a preview from top to bottom. */
export const previewRows = ({ nodes, size }: Preview): readonly PreviewRow[] => {
  const rows: PreviewRow[] = [];
  const isLines = size > 1;
  nodes.forEach((node, index) => {
    // The answer itself has no name: its members begin at the left.
    const isBare = !isLines && node.kind !== 'scalar' && node.outcome === 'kept';
    if (!isBare) rows.push(rowOf(node, 0, isLines ? `line ${index + 1}` : 'the answer'));
    addMembers(rows, node, isBare ? 0 : 1);
  });
  addRest(rows, size - nodes.length, 0, 'line');
  return rows;
};

const addMembers = (rows: PreviewRow[], node: PreviewNode, depth: number): void => {
  for (const child of node.children) {
    rows.push(rowOf(child, depth, visibleText(child.name)));
    addMembers(rows, child, depth + 1);
  }
  addRest(rows, node.size - node.children.length, depth, 'element', node.outcome);
};

const rowOf = (node: PreviewNode, depth: number, name: string): PreviewRow => {
  const { kind, outcome, leavingName } = node;
  const isContainer = kind !== 'scalar';
  const original = isContainer ? sizeOf(node) : visibleText(node.original);
  const leaving = node.leaving === undefined ? '' : isContainer ? original : visibleText(node.leaving);
  const shown = leavingName === undefined ? name : `${name} → ${visibleText(leavingName)}`;
  return {
    depth,
    name: shown,
    outcome,
    kind: isContainer ? 'container' : 'scalar',
    original,
    leaving,
    reason: node.reason,
  };
};

const addRest = (rows: PreviewRow[], count: number, depth: number, noun: string, outcome: FieldOutcome = 'kept') => {
  if (count === 0) return;
  const name = `… ${count.toLocaleString('en-US')} more ${noun}${count === 1 ? '' : 's'}`;
  rows.push({ depth, name, outcome, kind: 'rest', original: '', leaving: '', reason: '' });
};

/** How much is in a list; an object shows it. */
const sizeOf = ({ kind, size }: PreviewNode): string => {
  if (kind === 'object') return size === 0 ? '{}' : '';
  return `${size.toLocaleString('en-US')} element${size === 1 ? '' : 's'}`;
};
