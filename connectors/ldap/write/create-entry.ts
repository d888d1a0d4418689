import { AddRequest, Attribute } from 'ldapts';
import { dnText } from '../dn.ts';
import { anyEntry } from '../filter/filter.ts';
import type { LdapEntry } from '../wire/entry.ts';
import { readEntry } from '../wire/search.ts';
import { ChangeProblem } from './change-problem.ts';
import type { ChangeOf } from './change-schema.ts';
import { fillTemplate } from './dn-template.ts';
import { sameValues } from './same-values.ts';
import { checkAttributes, checkBelowBases, problemOf, type Writing, type Written } from './writing.ts';

const entryAlreadyExists = 68;

/**
 * Makes an entry under the DN that the options' template gives. One that is there with these values is made already.
 *
 * @throws ChangeProblem, SourceError
 */
export const createEntry = async (writing: Writing, { attributes }: ChangeOf<'create'>): Promise<Written> => {
  const { write, session, directory } = writing;
  const { dn: template, objectClasses } = write.create!;
  checkAttributes(writing, Object.keys(attributes));
  const name = fillTemplate(template, (attribute) => onlyValue(attributes, attribute));
  checkBelowBases(writing, name);
  const base = dnText(name);
  const id = directory.users?.entity.id;
  // entry.dn is none that could be asked for.
  const asked = [...Object.keys(attributes), ...(id === undefined || id.includes('.') ? [] : [id])];
  const read = () => readEntry(session, { place: 'the change', base, filter: anyEntry, attributes: asked });

  const before = await read();
  if (before) return madeBefore(before, attributes);
  const values = { objectClass: objectClasses, ...withNames(attributes, name[0]!) };
  const all = Object.entries(values)
    .filter(([, each]) => each.length > 0)
    .map(([type, each]) => new Attribute({ type, values: [...each] }));
  const { end } = await session.ask(
    'the change',
    (messageId) => new AddRequest({ messageId, dn: base, attributes: all }),
  );
  if (end.status !== 0 && end.status !== entryAlreadyExists) throw problemOf(end.status, end.errorMessage);
  const after = await read();
  if (end.status === 0) return { outcome: 'changed', entry: after ?? { dn: base, values: () => [], attributes: [] } };
  // Somebody else was quicker, or has a name that must be the only one of its kind.
  if (!after) throw exists();
  return madeBefore(after, attributes);
};

type Values = Readonly<Record<string, readonly string[]>>;

const onlyValue = (attributes: Values, attribute: string): string => {
  const found = Object.entries(attributes).find(([name]) => name.toLowerCase() === attribute.toLowerCase())?.[1];
  if (found?.length === 1) return found[0]!;
  throw new ChangeProblem('change-invalid', `${attribute} needs one value: write.create.dn is made with it`);
};

/** An entry must have what its name says (RFC 4511, section 4.7). */
const withNames = (attributes: Values, rdn: readonly { readonly type: string; readonly value: string }[]): Values => {
  const all: Record<string, readonly string[]> = { ...attributes };
  for (const { type, value } of rdn) {
    const name = Object.keys(all).find((each) => each.toLowerCase() === type.toLowerCase()) ?? type;
    const values = all[name] ?? [];
    if (!values.includes(value)) all[name] = [...values, value];
  }
  return all;
};

const madeBefore = (entry: LdapEntry, attributes: Values): Written => {
  const isSame = Object.entries(attributes).every(([attribute, values]) => {
    const found = entry.values(attribute);
    // What the name says may have been added to what was sent.
    return values.length === 1 ? has(found, values[0]!) : sameValues(found, values);
  });
  if (!isSame) throw exists();
  return { outcome: 'unchanged', entry };
};

const has = (found: readonly Buffer[], value: string): boolean => found.some((each) => each.equals(Buffer.from(value)));

const exists = (): ChangeProblem =>
  new ChangeProblem(
    'entry-exists',
    'there is another entry of that name, or of a name that must be the only one: modify that one',
  );
