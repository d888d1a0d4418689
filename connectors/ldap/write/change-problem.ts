/**
 * Why a change was not made, though the directory works. What is `refused` the options do not allow; a `conflict` is with what
 * the directory holds.
 */
export type ChangeProblemCode =
  | 'change-invalid'
  | 'change-not-allowed'
  | 'attribute-not-allowed'
  | 'password-refused'
  | 'outside-bases'
  | 'account-state-unknown'
  | 'entry-missing'
  | 'entry-ambiguous'
  | 'entry-exists'
  | 'member-missing'
  | 'last-member'
  | 'value-refused'
  | 'changed-meanwhile';

const conflicts: ReadonlySet<ChangeProblemCode> = new Set([
  'entry-missing',
  'entry-ambiguous',
  'entry-exists',
  'member-missing',
  'last-member',
  'value-refused',
  'changed-meanwhile',
]);

/** A change that was not made. The message says what to do, and holds no value. */
export class ChangeProblem extends Error {
  override readonly name = 'ChangeProblem';
  readonly code: ChangeProblemCode;

  constructor(code: ChangeProblemCode, message: string) {
    super(message);
    this.code = code;
  }

  /** `refused` by the options, or in `conflict` with what the directory holds. */
  get outcome(): 'conflict' | 'refused' {
    return conflicts.has(this.code) ? 'conflict' : 'refused';
  }
}
