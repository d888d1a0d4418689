import type { EntityMapping } from '../mapping/mapping.ts';

/** The kinds of directory whose attributes are known. */
export const directoryKinds = ['active-directory', 'openldap', '389ds', 'other'] as const;

export type DirectoryKind = (typeof directoryKinds)[number];

/** Which entries of a directory are meant, and what they become, unless the options say otherwise. */
export interface ListPreset {
  /** RFC 4515. */
  readonly filter: string;
  readonly entity: EntityMapping;
}

/** How an attribute says that an account is disabled. */
export interface AccountState {
  readonly attribute: string;
  /** Its value in an account that is disabled. */
  readonly disabled: string;
  /** Its value in one that is not. @default - the attribute is not there */
  readonly enabled?: string | undefined;
}

/** What is known of one kind of directory. */
export interface Preset {
  readonly users: ListPreset;
  readonly groups: ListPreset;
  /** Attributes of a group with the DNs of its members. */
  readonly members: readonly string[];
  /** An attribute of a group that names its members by another attribute of theirs. */
  readonly memberNames?: MemberNames | undefined;
  /** `userAccountControl`: a bit of that number (Active Directory). `undefined`: nothing is known. */
  readonly account: AccountState | 'userAccountControl' | undefined;
}

/** `memberUid` holds what its members have as `uid` (RFC 2307). */
export interface MemberNames {
  readonly attribute: string;
  readonly of: string;
}

const dateTime = (column: string) => ({ column, type: 'dateTime' as const });
const active = { column: 'account.enabled', type: 'boolean' as const };

/** https://learn.microsoft.com/windows/win32/adschema/c-user and c-group */
const activeDirectory: Preset = {
  users: {
    filter: '(&(objectCategory=person)(objectClass=user))',
    entity: {
      type: 'user',
      id: 'objectGUID',
      name: 'cn',
      attributes: {
        userName: 'userPrincipalName',
        samAccountName: 'sAMAccountName',
        mail: 'mail',
        givenName: 'givenName',
        familyName: 'sn',
        title: 'title',
        department: 'department',
        company: 'company',
        employeeId: 'employeeID',
        active,
        createdAt: dateTime('whenCreated'),
        updatedAt: dateTime('whenChanged'),
        lastSignInAt: dateTime('lastLogonTimestamp'),
        passwordChangedAt: dateTime('pwdLastSet'),
        expiresAt: dateTime('accountExpires'),
      },
    },
  },
  groups: {
    filter: '(objectClass=group)',
    entity: {
      type: 'group',
      id: 'objectGUID',
      name: 'cn',
      attributes: {
        samAccountName: 'sAMAccountName',
        description: 'description',
        mail: 'mail',
        createdAt: dateTime('whenCreated'),
        updatedAt: dateTime('whenChanged'),
      },
    },
  },
  members: ['member'],
  account: 'userAccountControl',
};

/** inetOrgPerson (RFC 2798), groups of RFC 4519 and RFC 2307, entryUUID (RFC 4530), times of RFC 4512. */
const standard = (id: string, account: Preset['account']): Preset => ({
  users: {
    filter: '(|(objectClass=inetOrgPerson)(objectClass=posixAccount))',
    entity: {
      type: 'user',
      id,
      name: 'cn',
      attributes: {
        userName: 'uid',
        mail: 'mail',
        givenName: 'givenName',
        familyName: 'sn',
        title: 'title',
        department: 'departmentNumber',
        employeeId: 'employeeNumber',
        employeeType: 'employeeType',
        ...(account && { active }),
        createdAt: dateTime('createTimestamp'),
        updatedAt: dateTime('modifyTimestamp'),
      },
    },
  },
  groups: {
    filter: '(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))',
    entity: {
      type: 'group',
      id,
      name: 'cn',
      attributes: {
        description: 'description',
        createdAt: dateTime('createTimestamp'),
        updatedAt: dateTime('modifyTimestamp'),
      },
    },
  },
  members: ['member', 'uniqueMember'],
  memberNames: { attribute: 'memberUid', of: 'uid' },
  account,
});

/** What each kind of directory has. */
export const presets: Readonly<Record<DirectoryKind, Preset>> = {
  'active-directory': activeDirectory,
  // slapo-ppolicy(5): this value is a lock that only an administrator lifts; a time is one after wrong passwords.
  openldap: standard('entryUUID', { attribute: 'pwdAccountLockedTime', disabled: '000001010000Z' }),
  '389ds': standard('nsUniqueId', { attribute: 'nsAccountLock', disabled: 'true' }),
  other: standard('entryUUID', undefined),
};
