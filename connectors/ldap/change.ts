import type { ImportContext } from '../connector.ts';
import { directoryOf } from './directory.ts';
import type { LdapOptions } from './options.ts';
import { connect } from './wire/connect.ts';
import { changeMember } from './write/change-member.ts';
import { ChangeProblem, type ChangeProblemCode } from './write/change-problem.ts';
import { type LdapChange, ldapChangeSchema } from './write/change-schema.ts';
import { createEntry } from './write/create-entry.ts';
import { modifyEntry } from './write/modify-entry.ts';
import { switchAccount } from './write/switch-account.ts';
import { idOf, type Writing, type Written } from './write/writing.ts';

/** Why a change was not made. */
export type { ChangeProblemCode } from './write/change-problem.ts';
/** One change. */
export type { LdapChange } from './write/change-schema.ts';

/** What came of a change. JSON. */
export type LdapChanged =
  | {
      /** `unchanged`: it is as the change wants it already. */
      readonly outcome: 'changed' | 'unchanged';
      readonly dn: string;
      /** As entities have it; absent where the account of the gate can not read it. */
      readonly id?: string | undefined;
    }
  | {
      /** `refused`: the options do not allow it. `conflict`: the directory holds what speaks against it. Nothing was changed. */
      readonly outcome: 'conflict' | 'refused';
      readonly code: ChangeProblemCode;
      /** Says what to do, and holds no value. */
      readonly message: string;
    };

/** What a change may use. */
export type ChangeContext = Pick<ImportContext, 'path' | 'secret' | 'signal'> & Partial<Pick<ImportContext, 'fields'>>;

/**
 * Makes one change of a directory, as far as `write` of the options allows it. Made again, it changes nothing: who does not know whether it
 * was made may ask once more.
 *
 * Passwords are neither set nor changed: no password goes through the gate.
 *
 * @param change checked here: it may come from elsewhere
 * @throws SourceError for what is wrong with the server, the way to it or the account, or the signal's reason
 * @example await applyChange(options, { kind: 'disable', entry: { id: '…' } }, context) // { outcome: 'changed', … }
 */
export const applyChange = async (
  options: LdapOptions,
  change: unknown,
  context: ChangeContext,
): Promise<LdapChanged> => {
  try {
    const checked = check(options, change);
    const session = await connect(options, { fields: {}, ...context }, context.signal);
    try {
      const writing: Writing = { options, write: options.write!, directory: directoryOf(options), session };
      const { outcome, entry } = await make(writing, checked);
      const list =
        checked.kind.endsWith('-member') || ofGroups(checked) ? writing.directory.groups : writing.directory.users;
      const id = list && idOf(writing, list, entry);
      return { outcome, dn: entry.dn, ...(id !== undefined && { id }) };
    } finally {
      session.end();
    }
  } catch (error) {
    if (!(error instanceof ChangeProblem)) throw error;
    return { outcome: error.outcome, code: error.code, message: error.message };
  }
};

const ofGroups = (change: LdapChange): boolean => change.kind === 'modify' && change.of === 'groups';

const allowOf = {
  create: 'create',
  modify: 'modify',
  disable: 'disable',
  enable: 'disable',
  'add-member': 'members',
  'remove-member': 'members',
} as const;

const check = ({ write }: LdapOptions, change: unknown): LdapChange => {
  const parsed = ldapChangeSchema.safeParse(change);
  if (!parsed.success) throw new ChangeProblem('change-invalid', 'the change is not of the form of one');
  const { kind } = parsed.data;
  if (!write)
    throw new ChangeProblem('change-not-allowed', 'the source may only be read: add write, if it should be changed');
  if (!write.allow.includes(allowOf[kind]))
    throw new ChangeProblem(
      'change-not-allowed',
      `write.allow does not have ${allowOf[kind]}: add it, if it should be`,
    );
  return parsed.data;
};

const make = (writing: Writing, change: LdapChange): Promise<Written> => {
  switch (change.kind) {
    case 'create':
      return createEntry(writing, change);
    case 'modify':
      return modifyEntry(writing, change);
    case 'disable':
    case 'enable':
      return switchAccount(writing, change);
    default:
      return changeMember(writing, change);
  }
};
