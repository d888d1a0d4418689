import { styleText } from 'node:util';
import stringWidth from 'string-width';
import type { PlannedChange, SyncPlan } from '../../lambda/sync/plan/sync-plan.ts';
import { visibleText } from '../preview/visible-text.ts';
import { fitted } from '../terminal/fitted.ts';
import { count, table } from '../terminal/table.ts';
import { countRows } from './count-rows.ts';
import { type PlanRow, planRows } from './plan-rows.ts';
import { skippedText } from './skipped-text.ts';

/** How a plan is printed. */
export interface PrintedPlan {
  /** Columns of the terminal. */
  readonly width: number;
  readonly isColored: boolean;
  /** So many changes are shown, the rest is counted. @default - as many as fit on a screen or two */
  readonly changes?: number | undefined;
  /** Everything, however long it is. @default false */
  readonly isWhole?: boolean | undefined;
}

/** So many changes, and fields of one, are read on a screen or two. */
const shownChanges = 20;
const shownFields = 8;
const shownGroups = 20;

/** What stands before a change: one need not see colors to read it. */
const marks: Readonly<Record<PlannedChange['kind'], string>> = { create: '+', update: '~', disable: '-', delete: 'x' };
const styles = { create: 'green', update: 'yellow', disable: 'red', delete: ['red', 'bold'] } as const;

/** A plan for people: how many, what becomes of whom field by field, who is left alone and why, groups, and what the guard says. */
export const planText = (plan: SyncPlan, printed: PrintedPlan): string =>
  [
    table(
      [{ title: 'of the users' }, { title: 'are', numeric: true }],
      countRows({ outcome: 'planned', counts: plan.counts }),
    ),
    changesText(plan, printed),
    skippedText(plan.skipped, printed.isWhole === true),
    groupsText(plan, printed),
    guardText(plan),
  ]
    .filter((part) => part !== '')
    .join('\n\n');

const changesText = ({ changes }: SyncPlan, printed: PrintedPlan): string => {
  if (changes.length === 0) return '  Nothing is to be changed.';
  const { width, isColored, isWhole, changes: most = shownChanges } = printed;
  const shown = isWhole ? changes : changes.slice(0, most);
  const rows = shown.flatMap((change) => planRows(change, isWhole ? Number.POSITIVE_INFINITY : shownFields));
  const widths = widthsFor(rows, width);
  const paint: Paint = (kind, text) =>
    isColored && kind ? styleText([...[styles[kind]].flat()], text, { validateStream: false }) : text;
  const rest = changes.length - shown.length;
  return [
    `  ${line(titles, widths)}`,
    ...rows.map((row) => rowLine(row, widths, paint)),
    ...(rest > 0 ? [`  … and ${count(rest)} more: --all shows them, and --json has them all`] : []),
  ].join('\n');
};

type Paint = (kind: PlanRow['kind'], text: string) => string;
type Cells = readonly [change: string, user: string, field: string, before: string, after: string];

const titles: Cells = ['change', 'user', 'field', 'before', 'after'];
const gap = 2;

const rowLine = (row: PlanRow, widths: readonly number[], paint: Paint): string => {
  const { kind, user, field, before, after } = row;
  const text = line([kind ?? '', user, field, before, after], widths);
  return kind ? `${paint(kind, marks[kind])} ${paint(kind, text)}` : `  ${text}`;
};

const line = (cells: Cells, widths: readonly number[]): string =>
  cells
    .map((cell, index) => {
      const cut = fitted(cell, widths[index]!);
      return cut + ' '.repeat(widths[index]! - stringWidth(cut) + gap);
    })
    .join('')
    .trimEnd();

/** Values share what keys and names of fields leave. */
const widthsFor = (rows: readonly PlanRow[], width: number): readonly number[] => {
  const widest = (title: string, textOf: (row: PlanRow) => string, most: number): number =>
    rows.reduce((widest, row) => Math.max(widest, Math.min(most, stringWidth(textOf(row)))), title.length);
  const change = 'disable'.length;
  const user = widest('user', (row) => row.user, 32);
  const field = widest('field', (row) => row.field, 36);
  const left = Math.max(32, width - 2 - change - user - field - 4 * gap);
  const before = widest('before', (row) => row.before, Math.floor(left / 2));
  return [change, user, field, before, Math.max('after'.length, left - before)];
};

const groupsText = ({ groups }: SyncPlan, { isWhole }: PrintedPlan): string => {
  if (groups.length === 0) return '';
  const shown = isWhole ? groups : groups.slice(0, shownGroups);
  const rest = groups.length - shown.length;
  const rows = shown.map(({ name, add, remove }) => [fitted(visibleText(name), 48), count(add), count(remove)]);
  const columns = [{ title: 'group' }, { title: 'come', numeric: true }, { title: 'go', numeric: true }];
  return [table(columns, rows), ...(rest > 0 ? [`  … and ${count(rest)} more: --all shows them`] : [])].join('\n');
};

const guardText = ({ tripped }: SyncPlan): string =>
  tripped.length === 0
    ? '  The guard lets it be applied.'
    : ['  The guard lets nothing of it be applied:', ...tripped.map((reason) => `  - ${visibleText(reason)}`)].join(
        '\n',
      );
