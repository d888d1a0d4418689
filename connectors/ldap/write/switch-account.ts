import type { AccountState } from '../presets.ts';
import type { LdapEntry } from '../wire/entry.ts';
import { ChangeProblem } from './change-problem.ts';
import type { ChangeOf } from './change-schema.ts';
import { findWritable, modify, type Step, type Writing, type Written } from './writing.ts';

const noSuchAttribute = 16;
/** ACCOUNTDISABLE: https://learn.microsoft.com/windows/win32/adschema/a-useraccountcontrol */
const disabledBit = 2;

/**
 * Disables an account, or enables it.
 *
 * @throws ChangeProblem, SourceError
 */
export const switchAccount = async (
  writing: Writing,
  { kind, entry: target }: ChangeOf<'disable' | 'enable'>,
): Promise<Written> => {
  const { account, users } = writing.directory;
  if (!users || !account)
    throw new ChangeProblem(
      'account-state-unknown',
      'nothing says how an account is disabled here: set account, and read users',
    );
  const attribute = account === 'userAccountControl' ? account : account.attribute;
  const entry = await findWritable(writing, users, target, [attribute]);
  const isDisabled = kind === 'disable';
  const steps = account === 'userAccountControl' ? bitSteps(entry, isDisabled) : valueSteps(entry, account, isDisabled);
  if (steps.length === 0) return { outcome: 'unchanged', entry };
  const status = await modify(writing, entry.dn, steps, [noSuchAttribute]);
  if (status === 0) return { outcome: 'changed', entry };
  throw new ChangeProblem('changed-meanwhile', 'somebody else changed the account at the same time: try again');
};

/** The old number goes and the new one comes, or neither: another bit that somebody sets meanwhile is not lost. */
const bitSteps = (entry: LdapEntry, isDisabled: boolean): readonly Step[] => {
  const attribute = 'userAccountControl';
  const before = entry.values(attribute)[0]?.toString('latin1');
  if (before === undefined || !/^-?\d+$/.test(before))
    throw new ChangeProblem(
      'account-state-unknown',
      'the entry has no userAccountControl, or the account of the gate may not read it',
    );
  const after = String(isDisabled ? Number(before) | disabledBit : Number(before) & ~disabledBit);
  if (after === before) return [];
  return [
    { operation: 'delete', attribute, values: [before] },
    { operation: 'add', attribute, values: [after] },
  ];
};

const valueSteps = (
  entry: LdapEntry,
  { attribute, disabled, enabled }: AccountState,
  isDisabled: boolean,
): readonly Step[] => {
  const is = entry.values(attribute).some((each) => each.toString('utf8').toLowerCase() === disabled.toLowerCase());
  if (is === isDisabled) return [];
  return [
    { operation: 'replace', attribute, values: isDisabled ? [disabled] : enabled === undefined ? [] : [enabled] },
  ];
};
