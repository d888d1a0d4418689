import { styleText } from 'node:util';
import stringWidth from 'string-width';
import type { FieldOutcome } from '../../lambda/shapes/field-counts.ts';
import { fitted } from '../terminal/fitted.ts';
import { count, size } from '../terminal/table.ts';
import type { Preview } from './preview.ts';
import { type PreviewRow, previewRows } from './preview-rows.ts';

/** Where a preview is printed. */
export interface PrintedOn {
  /** Columns of the terminal. */
  readonly width: number;
  /** Without colors there are the marks alone. */
  readonly isColored: boolean;
}

/** What stands before a line, with colors or without: one need not see colors to read it. */
const marks: Readonly<Record<FieldOutcome, string>> = { kept: ' ', treated: '~', dropped: '-', unfit: '!' };

type Style = Parameters<typeof styleText>[0];

const originalStyles: Readonly<Record<FieldOutcome, Style>> = {
  kept: [],
  treated: ['dim'],
  dropped: ['red', 'strikethrough'],
  unfit: ['yellow', 'strikethrough'],
};

/** Both values need some room to be worth a look. */
const narrowestCells = 44;
const gap = 2;
const sides = ['in the source', 'leaves the gate'] as const;

/**
 * A preview for the terminal: a line for each field, with what the source gave beside what leaves; below them the counts. In a narrow
 * terminal the two stand one after the other.
 *
 * @param bytes of the answer as the source gave it, decompressed
 */
export const printedPreview = (preview: Preview, bytes: number, { width, isColored }: PrintedOn): string => {
  const paint = (style: Style, text: string): string =>
    isColored && text !== '' ? styleText(style, text, { validateStream: false }) : text;
  const rows = previewRows(preview);
  const widths = widthsFor(rows, width);
  const lines = rows.map((row) => (widths ? wideLine(row, widths, paint) : narrowLine(row, width, paint)));
  const head = widths ? [paint('dim', headLine(widths)), ''] : [];
  return [...head, ...lines, '', countLine(preview, bytes, paint)].join('\n');
};

type Paint = (style: Style, text: string) => string;

interface Widths {
  readonly name: number;
  readonly original: number;
  readonly leaving: number;
  readonly reason: number;
}

const labelOf = ({ depth, name }: PreviewRow): string => '  '.repeat(depth) + name;

const widthsFor = (all: readonly PreviewRow[], width: number): Widths | undefined => {
  const rows = all.filter(({ kind }) => kind !== 'rest');
  const widest = (textOf: (row: PreviewRow) => string, most: number): number =>
    rows.reduce((width, row) => (width < most ? Math.min(most, Math.max(width, stringWidth(textOf(row)))) : width), 0);
  const name = widest(labelOf, 36);
  const reason = widest((row) => row.reason, 30);
  const left = width - 2 - name - reason - 3 * gap;
  if (left < narrowestCells) return undefined;
  const original = widest((row) => row.original, Math.floor(left / 2));
  const leaving = widest((row) => row.leaving, left - original);
  return { name, reason, original: Math.max(original, sides[0].length), leaving: Math.max(leaving, sides[1].length) };
};

const cell = (text: string, width: number): string => {
  const cut = fitted(text, width);
  return cut + ' '.repeat(width - stringWidth(cut) + gap);
};

const headLine = ({ name, original, leaving }: Widths): string =>
  `  ${cell('', name)}${cell(sides[0], original)}${cell(sides[1], leaving)}`.trimEnd();

/** Strikes the text out, and not the space behind it. */
const struck = (padded: string, style: Style, paint: Paint): string => {
  const text = padded.trimEnd();
  const indent = text.length - text.trimStart().length;
  return text.slice(0, indent) + paint(style, text.slice(indent)) + padded.slice(text.length);
};

const wideLine = (row: PreviewRow, widths: Widths, paint: Paint): string => {
  const { outcome, kind } = row;
  if (kind === 'rest') return `${marks[outcome]} ${paint('dim', labelOf(row))}`;
  const isContainer = kind === 'container';
  const style = isContainer && outcome === 'kept' ? 'dim' : originalStyles[outcome];
  const leavingStyle = outcome === 'treated' || row.reason ? 'green' : isContainer ? 'dim' : [];
  const parts = [
    paint(outcome === 'kept' ? [] : 'bold', marks[outcome]),
    ' ',
    struck(cell(labelOf(row), widths.name), outcome === 'treated' ? [] : style, paint),
    struck(cell(row.original, widths.original), style, paint),
    struck(cell(isContainer ? '' : row.leaving, widths.leaving), leavingStyle, paint),
    paint('dim', fitted(row.reason, widths.reason)),
  ];
  return parts.join('').trimEnd();
};

const narrowLine = (row: PreviewRow, width: number, paint: Paint): string => {
  const { outcome, kind, original, leaving, reason } = row;
  const isContainer = kind !== 'scalar';
  const indent = '  '.repeat(row.depth + 1);
  const room = Math.max(20, width - indent.length);
  const style = isContainer && outcome === 'kept' ? 'dim' : outcome === 'treated' ? [] : originalStyles[outcome];
  const why = reason && ` (${reason})`;
  const line = (text: string, textStyle: Style, behind: string): string =>
    paint(textStyle, fitted(text, room - stringWidth(behind))) + paint('dim', behind);
  const value = original && (isContainer ? ` ${original}` : `: ${original}`);
  const isChanged = !isContainer && leaving !== '' && leaving !== original;
  const first = marks[outcome] + indent.slice(1) + line(row.name + value, style, isChanged ? '' : why);
  return isChanged ? `${first}\n${indent}  ${line(`→ ${leaving}`, 'green', why)}` : first;
};

/** What became of how many fields, and how much of the answer leaves. */
export const countWords = (preview: Preview, bytes: number): string => countLine(preview, bytes, (_, text) => text);

const countLine = ({ counts, leaving }: Preview, bytes: number, paint: Paint): string => {
  const told = (Object.keys(marks) as FieldOutcome[]).map((outcome) => {
    const mark = outcome === 'kept' ? '' : `${marks[outcome]} `;
    return `${mark}${paint('bold', count(counts[outcome]))} ${outcome}`;
  });
  return `  ${told.join('   ')}\n  ${size(bytes)} in the source, ${size(leaving.length)} leave`;
};
