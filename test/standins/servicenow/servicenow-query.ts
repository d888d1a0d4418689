import type { ServiceNowRow, ServiceNowTable, ServiceNowTables } from './servicenow-tables.ts';

const condition = /^([a-z_]+)(>=|<|=)(.+)$/;

/**
 * What an encoded query finds, in its order. Of its operators those are known that are needed here; any other is an error, where an
 * instance would leave it out.
 */
export const queriedRows = (rows: readonly ServiceNowRow[], query: string): readonly ServiceNowRow[] => {
  const parts = query === '' ? [] : query.split('^');
  const orders = parts.filter((part) => part.startsWith('ORDERBY')).map((part) => part.slice('ORDERBY'.length));
  const tests = parts.filter((part) => !part.startsWith('ORDERBY')).map(testOf);
  const found = rows.filter((row) => tests.every((test) => test(row)));
  return found.toSorted((a, b) => {
    for (const field of orders) {
      const order = (a[field] ?? '') < (b[field] ?? '') ? -1 : (a[field] ?? '') > (b[field] ?? '') ? 1 : 0;
      if (order !== 0) return order;
    }
    return 0;
  });
};

const testOf = (part: string): ((row: ServiceNowRow) => boolean) => {
  const [, field = '', operator, value = ''] = condition.exec(part) ?? [];
  if (operator === undefined) throw new Error(`no query: ${part}`);
  return (row) => {
    const has = row[field] ?? '';
    if (operator === '=') return has === value;
    return operator === '<' ? has < value : has >= value;
  };
};

/** What of a row is shown. */
export interface Shown {
  /** Names, some of them dot-walked; empty: all. */
  readonly fields: readonly string[];
  readonly excludesLinks: boolean;
  /** `https://acme.service-now.com/api/now/v2` */
  readonly server: string;
}

/** A row as the Table API has it: references are objects with a link, unless that is not wanted. Unknown fields are left out. */
export const shownRow = (
  tables: ServiceNowTables,
  table: ServiceNowTable,
  row: ServiceNowRow,
  shown: Shown,
): object => {
  const names = shown.fields.length > 0 ? shown.fields : Object.keys(row);
  return Object.fromEntries(names.flatMap((name) => shownField(tables, table, row, name, shown)));
};

const shownField = (
  tables: ServiceNowTables,
  { references }: ServiceNowTable,
  row: ServiceNowRow,
  name: string,
  { excludesLinks, server }: Shown,
): readonly (readonly [string, unknown])[] => {
  const [first = '', second] = name.split('.');
  const value = row[first];
  if (value === undefined) return [];
  const target = references[first];
  if (second !== undefined) {
    const referenced = target === undefined ? undefined : tables[target]?.rows.find(({ sys_id }) => sys_id === value);
    return [[name, referenced?.[second] ?? '']];
  }
  if (target === undefined || value === '' || excludesLinks) return [[name, value]];
  return [[name, { link: `${server}/table/${target}/${value}`, value }]];
};
