import { attributeDescription } from './filter/parse-filter.ts';

/** Columns that are no attribute: a name with a dot is none (RFC 4512, section 1.4). */
export const computedColumns = ['entry.dn', 'account.enabled'] as const;

/** Attributes that hold passwords, or keys that stand for them. They are never read, and never written. */
const passwords = new Set([
  'userpassword',
  'unicodepwd',
  'dbcspwd',
  'lmpwdhistory',
  'ntpwdhistory',
  'supplementalcredentials',
  'authpassword',
  'pwdhistory',
  'passwordhistory',
  'sambantpassword',
  'sambalmpassword',
  'sambapasswordhistory',
  'krbprincipalkey',
  'krbmkey',
  'ipanthash',
  'ms-mcs-admpwd',
  'mslaps-password',
  'mslaps-encryptedpassword',
  'mslaps-encryptedpasswordhistory',
  'msds-managedpassword',
  'msfve-recoverypassword',
]);

/** Whether an attribute holds a password: the part before its options counts. */
export const isPassword = (attribute: string): boolean => passwords.has(attribute.split(';')[0]!.toLowerCase());

/** What is wrong with the name of an attribute; `undefined` if nothing is. */
export const attributeProblem = (attribute: string): string | undefined => {
  if (!attributeDescription.test(attribute)) return 'is no name of an attribute, such as mail or displayName;lang-de';
  return isPassword(attribute) ? 'holds passwords: the gate neither reads nor writes them' : undefined;
};

/** What is wrong with a column of a mapping; `undefined` if nothing is. */
export const columnProblem = (column: string): string | undefined =>
  (computedColumns as readonly string[]).includes(column) ? undefined : attributeProblem(column);
