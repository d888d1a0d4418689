import type { Configured } from '../configured-source.ts';
import type { SourceHost } from '../source-host.ts';
import { instant } from '../terminal/instant.ts';
import { table } from '../terminal/table.ts';
import { askedFields, needOf, nextMark } from './secret-fields.ts';

/** What is known of a source's secret, without any value. */
export interface ListedSecret {
  readonly source: string;
  readonly host: string;
  /** RFC 3339; `null` if it was never entered, or the store does not say. */
  readonly changedAt: string | null;
  readonly fields: readonly ListedField[];
  /** Fields that are stored, and that the source does not ask for. */
  readonly unused: readonly string[];
}

interface ListedField {
  readonly name: string;
  readonly description: string;
  /** `always`, `for <schemes>`, `no`. */
  readonly needed: string;
  readonly isEntered: boolean;
  /** Whether the value that comes next is entered. */
  readonly isNextEntered: boolean;
}

/** Looks which fields of a source's secret are entered. */
export const listSecret = async (configured: Configured, host: SourceHost): Promise<ListedSecret> => {
  const asked = askedFields(configured);
  const { fields, changedAt } = await host.secrets.read();
  const known = asked.flatMap(({ name }) => [name, name + nextMark]);
  return {
    source: configured.name,
    host: host.name,
    changedAt: changedAt === undefined ? null : instant(changedAt),
    fields: asked.map((field) => ({
      name: field.name,
      description: field.description,
      needed: needOf(configured, field),
      isEntered: Boolean(fields[field.name]),
      isNextEntered: Boolean(fields[field.name + nextMark]),
    })),
    unused: Object.keys(fields).filter((name) => !known.includes(name)),
  };
};

/** The same for people. */
export const listedText = ({ source, changedAt, fields, unused }: ListedSecret, where: string): string => {
  const columns = [{ title: 'field' }, { title: 'needed' }, { title: 'entered' }, { title: 'what it is' }];
  const rows = fields.map(({ name, needed, isEntered, isNextEntered, description }) => [
    name,
    needed,
    isNextEntered ? `${isEntered ? 'yes' : 'no'}, next: yes` : isEntered ? 'yes' : 'no',
    description,
  ]);
  return [
    `Secret of ${source} ${where}, ${changedAt === null ? 'never entered' : `changed ${changedAt}`}:`,
    '',
    table(columns, rows),
    ...(unused.length > 0 ? ['', `Not asked for, and better removed: ${unused.join(', ')}`] : []),
  ].join('\n');
};
