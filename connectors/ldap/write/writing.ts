import { Attribute, Change, ModifyRequest } from 'ldapts';
import { isPassword } from '../column.ts';
import type { Directory, DirectoryList } from '../directory.ts';
import { type Dn, isWithin, parseDn } from '../dn.ts';
import { and, equal, type Filter } from '../filter/filter.ts';
import type { LdapOptions } from '../options.ts';
import { columnsOf } from '../read/columns.ts';
import { idBytes } from '../read/read-list.ts';
import type { LdapEntry } from '../wire/entry.ts';
import { resultError } from '../wire/ldap-error.ts';
import type { LdapSession } from '../wire/ldap-session.ts';
import { readEntry, search } from '../wire/search.ts';
import { ChangeProblem } from './change-problem.ts';
import type { Target } from './change-schema.ts';
import type { WriteOptions } from './write-options.ts';

/** What a change is made with. */
export interface Writing {
  readonly options: LdapOptions;
  readonly write: WriteOptions;
  readonly directory: Directory;
  readonly session: LdapSession;
}

/** What came of a change that was made, or that was made before. */
export interface Written {
  readonly outcome: 'changed' | 'unchanged';
  readonly entry: LdapEntry;
}

/** @throws ChangeProblem for a DN that is not below a base that may be written to */
export const checkBelowBases = ({ write }: Writing, dn: Dn): void => {
  const isBelow = write.bases.some((base) => {
    const parsed = parseDn(base)!;
    return dn.length > parsed.length && isWithin(dn, parsed);
  });
  if (!isBelow)
    throw new ChangeProblem('outside-bases', 'the entry is not below a base of write.bases: add one, if it should be');
};

/** @throws ChangeProblem for an attribute that may not be written */
export const checkAttributes = ({ write }: Writing, attributes: readonly string[]): void => {
  const allowed = new Set(write.attributes.map((each) => each.toLowerCase()));
  for (const attribute of attributes) {
    if (isPassword(attribute))
      throw new ChangeProblem('password-refused', `${attribute} holds passwords: no password goes through the gate`);
    if (!allowed.has(attribute.toLowerCase()))
      throw new ChangeProblem(
        'attribute-not-allowed',
        `write.attributes does not name ${attribute}: add it, if it should be`,
      );
  }
};

/**
 * Finds an entry of a list that may be written to.
 *
 * @throws ChangeProblem if there is none, or more than one
 */
export const findWritable = async (
  writing: Writing,
  list: DirectoryList,
  target: Target,
  attributes: readonly string[],
): Promise<LdapEntry> => {
  if ('dn' in target) checkBelowBases(writing, dnOf(target.dn));
  const found = await findEntry(writing, list, target, attributes, writing.write.bases);
  if (!found)
    throw new ChangeProblem('entry-missing', `none of the ${list.name} below write.bases is the entry that is meant`);
  checkBelowBases(writing, dnOf(found.dn));
  return found;
};

/**
 * Finds an entry of a list.
 *
 * @param bases where an id is looked for
 * @throws ChangeProblem if more than one has the id
 */
export const findEntry = async (
  { session, directory }: Writing,
  list: DirectoryList,
  target: Target,
  attributes: readonly string[],
  bases: readonly string[] = list.bases,
): Promise<LdapEntry | undefined> => {
  const place = 'the change';
  const wanted = [...new Set([...attributes, list.entity.id])].filter((each) => !each.includes('.'));
  if ('dn' in target) return readEntry(session, { place, base: target.dn, filter: list.filter, attributes: wanted });
  if (list.entity.id === 'entry.dn')
    return findEntry({ session, directory } as Writing, list, { dn: target.id }, attributes);
  const filter: Filter = and([list.filter, equal(list.entity.id, idBytes(list.entity.id, target.id))]);
  const found = new Map<string, LdapEntry>();
  for (const base of bases)
    for await (const page of search(session, { place, base, scope: 'sub', filter, attributes: wanted }, 2))
      for (const entry of page.entries) found.set(entry.dn, entry);
  if (found.size > 1) throw new ChangeProblem('entry-ambiguous', `more than one of the ${list.name} has that id`);
  return found.values().next().value;
};

/** The id that an entry of a list has as an entity; `undefined` if it was not asked for. */
export const idOf = ({ directory }: Writing, { entity: { id, type } }: DirectoryList, entry: LdapEntry) => {
  const columns = columnsOf({ id, type, attributes: {} }, directory);
  const cell = columns.rowOf(entry)[columns.indexOf(id)];
  return typeof cell === 'string' ? cell : undefined;
};

/** Text of a DN as a DN. @throws ChangeProblem */
export const dnOf = (text: string): Dn => {
  const dn = parseDn(text);
  if (!dn) throw new ChangeProblem('change-invalid', 'a DN of the change is none: write it as RFC 4514 says');
  return dn;
};

/** One step of a modification. */
export interface Step {
  readonly operation: 'add' | 'delete' | 'replace';
  readonly attribute: string;
  readonly values: readonly string[];
}

/** Sends steps that are made all or none. @returns the result code, of those that say that something is so already, or not any more */
export const modify = async (
  { session }: Writing,
  dn: string,
  steps: readonly Step[],
  expected: readonly number[] = [],
): Promise<number> => {
  const changes = steps.map(
    ({ operation, attribute, values }) =>
      new Change({ operation, modification: new Attribute({ type: attribute, values: [...values] }) }),
  );
  const { end } = await session.ask('the change', (messageId) => new ModifyRequest({ messageId, dn, changes }));
  if (end.status === 0 || expected.includes(end.status)) return end.status;
  throw problemOf(end.status, end.errorMessage);
};

/** What a server's refusal of a change means. */
export const problemOf = (status: number, diagnostic: string): Error => {
  if (status === 32) return new ChangeProblem('entry-missing', 'the entry is gone, or what it should be below');
  if (valueRefusals.has(status))
    return new ChangeProblem(
      'value-refused',
      `the server refuses a value with result code ${status}: see its rules for the attributes of the change and the object classes of the entry`,
    );
  return resultError(status, diagnostic, 'the change');
};

/** Undefined attribute, constraint, syntax, naming, object class, not on the RDN, object class of an entry (RFC 4511, appendix A.2). */
const valueRefusals: ReadonlySet<number> = new Set([17, 19, 21, 64, 65, 67, 69]);
