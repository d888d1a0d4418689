import type { Json } from '../../connectors/item.ts';
import type { FieldChange } from '../../lambda/sync/destinations/running-destination.ts';
import type { PlannedChange } from '../../lambda/sync/plan/sync-plan.ts';
import { visibleText } from '../preview/visible-text.ts';

/** One line of a plan. What a source filled in is written so that it can be looked at safely. */
export interface PlanRow {
  /** Of the first line of a user alone. */
  readonly kind?: PlannedChange['kind'] | undefined;
  readonly user: string;
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/**
 * The lines of one change: one for each field, and of lists one for each member that comes or goes.
 *
 * @param most fields beyond so many are counted
 */
export const planRows = ({ kind, key, fields, adopts }: PlannedChange, most: number): readonly PlanRow[] => {
  const told = fields.flatMap(fieldRows);
  const shown = told.length > most + 1 ? told.slice(0, most) : told;
  const rest = told.length - shown.length;
  const lines = [
    ...(adopts ? [{ field: '(was there before, and becomes ours)', before: '', after: '' }] : []),
    ...shown,
    ...(rest > 0 ? [{ field: `(${rest} more)`, before: '', after: '' }] : []),
  ];
  const [first = { field: '', before: '', after: '' }, ...others] = lines;
  return [{ kind, user: visibleText(key), ...first }, ...others.map((line) => ({ user: '', ...line }))];
};

type FieldRow = Pick<PlanRow, 'field' | 'before' | 'after'>;

const fieldRows = ({ path, before, after }: FieldChange): readonly FieldRow[] => {
  const field = visibleText(path);
  if (!Array.isArray(before) && !Array.isArray(after))
    return [{ field, before: valueText(before), after: valueText(after) }];
  const [was, becomes] = [membersOf(before), membersOf(after)];
  const goes = was.filter((member) => !becomes.includes(member));
  const comes = becomes.filter((member) => !was.includes(member));
  const rows = Array.from({ length: Math.max(goes.length, comes.length) }, (_, index) => ({
    field: index === 0 ? field : '',
    before: goes[index] ?? '',
    after: comes[index] ?? '',
  }));
  // The same members in another order, or one that was there twice.
  return rows.length > 0 ? rows : [{ field, before: valueText(before), after: valueText(after) }];
};

const membersOf = (value: Json | undefined): readonly string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(valueText);

const valueText = (value: Json | undefined): string => (value === undefined ? '' : visibleText(JSON.stringify(value)));
