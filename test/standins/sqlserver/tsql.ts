import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { convert, Refused } from './convert.ts';
import type { Statement } from './tds-requests.ts';
import { columnMetadata, rowToken, typeOf } from './tds-tokens.ts';

/** The answer to a statement: tokens, and rows as they are asked for. */
export interface Rows {
  readonly metadata: Buffer;
  readonly tokens: Iterable<Buffer>;
}

const type = String.raw`\w+(?:\([^()]*\))?`;
const column = String.raw`page\.\[(?:[^\]]|\]\])*\]`;
const conversion = new RegExp(
  String.raw`\b(try_)?convert\((${type}), (?=(${column})|(?:try_)?convert\((${type}),|)`,
  'g',
);

/** What T-SQL has not, and SQLite would let pass. */
const foreign: readonly (readonly [RegExp, number, string])[] = [
  [/\blimit\b|\boffset\b|\|\||\bnulls (first|last)\b|`|\bilike\b|::/i, 102, 'Incorrect syntax.'],
  [/\)\s*>\s*\((?!@)[^()]*,/, 4145, 'An expression of non-boolean type, near ",".'],
  [/from \(\s*with\b/i, 156, "Incorrect syntax near the keyword 'with'."],
  [/from \([^()]*\border by\b[^()]*\) as page/i, 1033, 'The ORDER BY clause is invalid in derived tables.'],
];

/**
 * Runs what the connector asks of SQL Server, by SQLite: its dialect is translated, and what is not of it is refused as the real server refuses it.
 * Texts compare without case, and with the binary collation without the blanks at their end, as they do there.
 */
export class Tsql {
  readonly #database = new DatabaseSync(':memory:');
  readonly #deniedTables: ReadonlySet<string>;

  constructor(deniedTables: readonly string[] = []) {
    this.#deniedTables = new Set(deniedTables);
    const bigint = { varargs: true, useBigIntArguments: true };
    this.#database.function('tsql_convert', bigint, ((
      to: string,
      from: string,
      value: never,
      style: number | bigint = 0,
    ) => convert(to, from, value, Number(style))) as never);
    this.#database.function('tsql_try_convert', bigint, ((to: string, from: string, value: never, style = 0) => {
      try {
        return convert(to, from, value, Number(style));
      } catch {
        return null;
      }
    }) as never);
  }

  /** Fills tables, in the words of SQLite: columns have the types of SQL Server, and texts `collate nocase`. */
  fill(statements: string): void {
    this.#database.exec(statements);
  }

  insert(table: string, row: readonly SQLInputValue[]): void {
    this.#database.prepare(`insert into ${table} values (${row.map(() => '?').join(', ')})`).run(...row);
  }

  /** @throws Refused */
  run({ text, parameters }: Statement): Rows {
    for (const [pattern, number, message] of foreign) if (pattern.test(text)) throw new Refused(number, message, 15);
    for (const denied of this.#deniedTables)
      if (new RegExp(String.raw`\b${denied}\b`).test(text))
        throw new Refused(229, `The SELECT permission was denied on the object '${denied}'.`, 14);
    const declared = this.#declaredColumns(text);
    const statement = this.#prepare(this.#translated(text, declared));
    const columns = statement
      .columns()
      .map((each) => ({ name: each.column === null && /[('"]/.test(each.name) ? '' : each.name, declared: each.type }));
    const types = columns.map(({ declared }) => typeOf(declared ?? 'nvarchar(max)'));
    statement.setReturnArrays(true);
    statement.setReadBigInts(true);
    const values = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name.slice(1), value]));
    const metadata = columnMetadata(columns.map(({ name }, index) => ({ name, type: types[index]! })));
    return { metadata, tokens: tokensOf(statement.iterate(values) as never, types) };
  }

  #prepare(text: string): ReturnType<DatabaseSync['prepare']> {
    try {
      return this.#database.prepare(text);
    } catch (error) {
      const message = (error as Error).message;
      if (message.startsWith('no such table')) throw new Refused(208, 'Invalid object name.');
      if (message.startsWith('no such column')) throw new Refused(207, 'Invalid column name.');
      throw new Refused(102, `Incorrect syntax: ${message}`, 15);
    }
  }

  /** The columns of the table `page`, by name. @throws Refused for those without a name, or with one of another */
  #declaredColumns(text: string): ReadonlyMap<string, string> {
    const start = text.indexOf('from (\n');
    if (start < 0) return new Map();
    const end = text.indexOf('\n) as page');
    const before = text.slice(0, Math.max(0, text.search(/\bselect (?:\*|page\.|convert\()/)));
    const inner = this.#prepare(this.#translated(before + text.slice(start + 7, end), new Map()));
    const names = new Map<string, string>();
    for (const { name, column: origin, type: declared } of inner.columns()) {
      if (origin === null && /^[\d'(]|\(/.test(name)) throw new Refused(8155, 'No column name was specified.');
      if (names.has(name.toLowerCase())) throw new Refused(8156, `The column '${name}' was specified multiple times.`);
      names.set(name.toLowerCase(), declared ?? 'nvarchar(max)');
    }
    return names;
  }

  #translated(text: string, declared: ReadonlyMap<string, string>): string {
    return text
      .replace(conversion, (_, tries, to, from, nested) => {
        const name = from?.slice(6, -1).replaceAll(']]', ']').toLowerCase();
        const source = nested ?? declared.get(name ?? '') ?? 'nvarchar(max)';
        return `tsql_${tries ?? ''}convert('${to}', '${source}', `;
      })
      .replaceAll(/\[((?:[^\]]|\]\])*)\]/g, (_, name) => `"${name.replaceAll(']]', ']').replaceAll('"', '""')}"`)
      .replaceAll("N'", "'")
      .replaceAll("+ '.'", "|| '.'")
      .replaceAll('collate Latin1_General_100_BIN2', 'collate rtrim');
  }
}

function* tokensOf(rows: Iterable<readonly SQLOutputValue[]>, types: Parameters<typeof rowToken>[0]): Iterable<Buffer> {
  for (const row of rows) yield rowToken(types, row);
}
