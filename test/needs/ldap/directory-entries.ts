import { join } from 'node:path';

/** Accounts of the directory server, by what they may do. */
export const accounts = {
  /** Reads and writes everything, and gets as much as it asks for. */
  gate: { user: 'cn=gate,dc=open,dc=example', password: 'correct horse battery staple' },
  /** Gets 3 entries of a search and no more. */
  limited: { user: 'cn=limited,dc=open,dc=example', password: 'limited horse' },
  /** May read nothing but itself. */
  blind: { user: 'cn=blind,dc=open,dc=example', password: 'blind horse' },
} as const;

const schema = '/etc/ldap/schema';
const modules = '/usr/lib/ldap';
const gate = `"${accounts.gate.user}"`;

/** What of Active Directory's schema the connector knows, under names that OpenLDAP does not have. Numbers are those of Microsoft. */
const activeDirectorySchema = [
  ['1.2.840.113556.1.4.2', 'objectGUID', 'octetStringMatch', '1.3.6.1.4.1.1466.115.121.1.40'],
  ['1.2.840.113556.1.4.146', 'objectSid', 'octetStringMatch', '1.3.6.1.4.1.1466.115.121.1.40'],
  ['1.2.840.113556.1.4.8', 'userAccountControl', 'integerMatch', '1.3.6.1.4.1.1466.115.121.1.27'],
  ['1.2.840.113556.1.4.98', 'primaryGroupID', 'integerMatch', '1.3.6.1.4.1.1466.115.121.1.27'],
  ['1.2.840.113556.1.4.221', 'sAMAccountName', 'caseIgnoreMatch', '1.3.6.1.4.1.1466.115.121.1.15'],
  ['1.2.840.113556.1.4.656', 'userPrincipalName', 'caseIgnoreMatch', '1.3.6.1.4.1.1466.115.121.1.15'],
  ['1.2.840.113556.1.2.146', 'company', 'caseIgnoreMatch', '1.3.6.1.4.1.1466.115.121.1.15'],
  ['1.2.840.113556.1.2.141', 'department', 'caseIgnoreMatch', '1.3.6.1.4.1.1466.115.121.1.15'],
  ['1.2.840.113556.1.4.35', 'employeeID', 'caseIgnoreMatch', '1.3.6.1.4.1.1466.115.121.1.15'],
  ['1.2.840.113556.1.4.782', 'objectCategory', 'caseIgnoreMatch', '1.3.6.1.4.1.1466.115.121.1.15'],
  ['1.2.840.113556.1.4.159', 'accountExpires', 'integerMatch', '1.3.6.1.4.1.1466.115.121.1.27'],
  ['1.2.840.113556.1.4.1696', 'lastLogonTimestamp', 'integerMatch', '1.3.6.1.4.1.1466.115.121.1.27'],
  ['1.2.840.113556.1.4.96', 'pwdLastSet', 'integerMatch', '1.3.6.1.4.1.1466.115.121.1.27'],
  ['1.2.840.113556.1.2.2', 'whenCreated', 'generalizedTimeMatch', '1.3.6.1.4.1.1466.115.121.1.24'],
  ['1.2.840.113556.1.2.3', 'whenChanged', 'generalizedTimeMatch', '1.3.6.1.4.1.1466.115.121.1.24'],
] as const;

const names = activeDirectorySchema.map(([, name]) => name).join(' $ ');

/** https://www.openldap.org/doc/admin25/slapdconfig.html */
export const slapdConfiguration = (folder: string): string => {
  const attributes = activeDirectorySchema.map(
    ([oid, name, matching, syntax]) =>
      `attributetype ( ${oid} NAME '${name}' EQUALITY ${matching} SYNTAX ${syntax} SINGLE-VALUE )`,
  );
  const database = (name: string, overlays: readonly string[]) => [
    'database mdb',
    `suffix "dc=${name},dc=example"`,
    `directory ${join(folder, name)}`,
    'maxsize 2147483648',
    'dbnosync',
    'index objectClass,entryUUID eq',
    `limits dn.exact=${gate} size=unlimited size.prtotal=unlimited time=unlimited`,
    `limits dn.exact="${accounts.limited.user}" size=3 size.prtotal=3`,
    'access to attrs=userPassword by anonymous auth',
    `access to dn.subtree="ou=public,dc=${name},dc=example" by dn.exact=${gate} write by * read`,
    `access to * by dn.exact=${gate} write by dn.exact="${accounts.limited.user}" read by dn.exact="cn=client,dc=open,dc=example" read by * none`,
    ...overlays,
  ];
  return [
    ...['core', 'cosine', 'inetorgperson', 'nis'].map((name) => `include ${schema}/${name}.schema`),
    ...attributes,
    `objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP inetOrgPerson STRUCTURAL MAY ( ${names} ) )`,
    `objectclass ( 1.2.840.113556.1.5.8 NAME 'group' SUP top STRUCTURAL MUST cn MAY ( member $ mail $ description $ ${names} ) )`,
    `modulepath ${modules}`,
    ...['back_mdb', 'memberof', 'refint', 'ppolicy'].map((name) => `moduleload ${name}`),
    `pidfile ${join(folder, 'slapd.pid')}`,
    `TLSCACertificateFile ${join(folder, 'ca.pem')}`,
    `TLSCertificateFile ${join(folder, 'server.pem')}`,
    `TLSCertificateKeyFile ${join(folder, 'server.key')}`,
    'TLSVerifyClient try',
    'authz-regexp "^cn=client$" "cn=client,dc=open,dc=example"',
    'sizelimit unlimited',
    ...database('open', [
      'overlay memberof',
      'overlay refint',
      'refint_attributes member uniqueMember',
      'overlay ppolicy',
    ]),
    ...database('corp', []),
    ...database('large', []),
    ...database('written', ['overlay memberof', 'overlay ppolicy']),
    '',
  ].join('\n');
};

type Entry = readonly [dn: string, attributes: Readonly<Record<string, string | readonly string[]>>];

const ldif = (entries: readonly Entry[]): string =>
  entries
    .map(([dn, attributes]) => {
      const lines = Object.entries(attributes).flatMap(([name, values]) =>
        [values]
          .flat()
          .map((value) =>
            value.startsWith('hex:')
              ? `${name}:: ${Buffer.from(value.slice(4), 'hex').toString('base64')}`
              : `${name}:: ${Buffer.from(value).toString('base64')}`,
          ),
      );
      return [`dn:: ${Buffer.from(dn).toString('base64')}`, ...lines, ''].join('\n');
    })
    .join('\n');

const suffix = (name: string): Entry => [
  `dc=${name},dc=example`,
  { objectClass: ['dcObject', 'organization'], dc: name, o: name },
];
const unit = (name: string, below: string): Entry => [
  `ou=${name},${below}`,
  { objectClass: 'organizationalUnit', ou: name },
];

const open = 'dc=open,dc=example';
const person = (uid: string, cn: string, more: Entry[1] = {}, below = `ou=people,${open}`): Entry => [
  `uid=${uid},${below}`,
  { objectClass: 'inetOrgPerson', uid, cn, sn: cn.split(' ').at(-1)!, ...more },
];
const account = ({ user, password }: { user: string; password: string }): Entry => [
  user,
  {
    objectClass: ['organizationalRole', 'simpleSecurityObject'],
    cn: user.split(',')[0]!.slice(3),
    userPassword: password,
  },
];
const member = (...dns: readonly string[]) => dns.map((each) => `${each},${open}`);

/** OpenLDAP as it is: people, groups of all kinds, groups in groups in a circle, members that are nowhere, and a referral. */
export const openEntries = (): string =>
  ldif([
    suffix('open'),
    unit('people', open),
    unit('groups', open),
    unit('public', open),
    ...Object.values(accounts).map(account),
    ['cn=client,dc=open,dc=example', { objectClass: 'organizationalRole', cn: 'client' }],
    person('ada', 'Ada Lee', {
      entryUUID: '30000000-0000-4000-8000-000000000001',
      mail: ['ada@open.example', 'lee@open.example'],
      givenName: 'Ada',
      title: 'Head',
      departmentNumber: 'D1',
      employeeNumber: '7',
      userPassword: 'secret of ada',
    }),
    person('bo', 'Bo, "the +1"', {
      entryUUID: '20000000-0000-4000-8000-000000000002',
      pwdAccountLockedTime: '000001010000Z',
    }),
    [
      'cn=Chloé \\2C Ünal+uid=chloe,ou=people,dc=open,dc=example',
      {
        objectClass: ['inetOrgPerson', 'posixAccount'],
        uid: 'chloe',
        cn: 'Chloé , Ünal',
        sn: 'Ünal',
        uidNumber: '1001',
        gidNumber: '100',
        homeDirectory: '/home/chloe',
        entryUUID: '10000000-0000-4000-8000-000000000003',
      },
    ],
    person('public', 'Public Person', { entryUUID: '40000000-0000-4000-8000-000000000004' }, `ou=public,${open}`),
    [
      `cn=team,ou=groups,${open}`,
      {
        objectClass: 'groupOfNames',
        cn: 'team',
        description: 'All',
        entryUUID: 'a0000000-0000-4000-8000-000000000001',
        member: [
          ...member('uid=ada,ou=people', 'cn=inner,ou=groups', 'uid=nobody,ou=people'),
          'UID=chloe+CN=chloé \\2c ünal,OU=people,DC=open,DC=example',
        ],
      },
    ],
    [
      `cn=inner,ou=groups,${open}`,
      {
        objectClass: 'groupOfUniqueNames',
        cn: 'inner',
        entryUUID: 'b0000000-0000-4000-8000-000000000002',
        uniqueMember: [`uid=bo,ou=people,${open}#'0101'B`, ...member('cn=deep,ou=groups')],
      },
    ],
    [
      `cn=deep,ou=groups,${open}`,
      {
        objectClass: 'groupOfNames',
        cn: 'deep',
        entryUUID: 'c0000000-0000-4000-8000-000000000003',
        member: member('cn=team,ou=groups', 'uid=public,ou=public'),
      },
    ],
    [
      `cn=posix,ou=groups,${open}`,
      {
        objectClass: 'posixGroup',
        cn: 'posix',
        gidNumber: '100',
        entryUUID: 'd0000000-0000-4000-8000-000000000004',
        memberUid: ['chloe', 'ghost'],
      },
    ],
    [
      `ou=elsewhere,${open}`,
      { objectClass: ['referral', 'extensibleObject'], ou: 'elsewhere', ref: 'ldap://127.0.0.1:1/ou=elsewhere,dc=x' },
    ],
  ]);

const corp = 'dc=corp,dc=example';
const sid = (number: number): string => {
  const bytes = Buffer.from('010500000000000515000000a065cf7e784b9b5fe77c877000000000', 'hex');
  bytes.writeUInt32LE(number, 24);
  return `hex:${bytes.toString('hex')}`;
};
const guid = (number: number): string => `hex:efbbbf00112233448899aabbccddee${number.toString(16).padStart(2, '0')}`;
const windowsUser = (cn: string, number: number, more: Entry[1] = {}): Entry => [
  `cn=${cn},ou=staff,${corp}`,
  {
    objectClass: 'user',
    objectCategory: 'person',
    cn,
    sn: cn,
    objectGUID: guid(number),
    objectSid: sid(1000 + number),
    sAMAccountName: cn,
    userPrincipalName: `${cn}@corp.example`,
    userAccountControl: '512',
    primaryGroupID: '513',
    accountExpires: '9223372036854775807',
    whenCreated: '20240229123000.0Z',
    whenChanged: '20250101000000.0Z',
    ...more,
  },
];

/** What entries of Active Directory look like. The GUIDs begin with what a reader of text would take for a byte order mark. */
export const activeDirectoryEntries = (): string =>
  ldif([
    suffix('corp'),
    unit('staff', corp),
    windowsUser('ada', 3, {
      accountExpires: '133536834000000000',
      lastLogonTimestamp: '133536834000000000',
      pwdLastSet: '0',
      department: 'D1',
    }),
    windowsUser('bo', 2, { userAccountControl: '66050', accountExpires: '0', memberOf: [] }),
    windowsUser('chloe', 1, { primaryGroupID: '1101' }),
    [
      `cn=domain users,ou=staff,${corp}`,
      { objectClass: 'group', cn: 'domain users', objectGUID: guid(0xa0), objectSid: sid(513) },
    ],
    [
      `cn=admins,ou=staff,${corp}`,
      {
        objectClass: 'group',
        cn: 'admins',
        objectGUID: guid(0xa1),
        objectSid: sid(1101),
        member: [`cn=ada,ou=staff,${corp}`, `cn=domain users,ou=staff,${corp}`],
      },
    ],
  ]);

const written = 'dc=written,dc=example';

/** What the tests of changes begin with. */
export const writtenEntries = (): string =>
  ldif([
    suffix('written'),
    unit('people', written),
    unit('new', written),
    person('ada', 'Ada Lee', { entryUUID: '30000000-0000-4000-8000-000000000001' }, `ou=people,${written}`),
    person('bo', 'Bo', {}, `ou=people,${written}`),
    [`cn=team,${written}`, { objectClass: 'groupOfNames', cn: 'team', member: `uid=ada,ou=people,${written}` }],
    [
      `cn=windows,ou=new,${written}`,
      {
        objectClass: 'user',
        objectCategory: 'person',
        cn: 'windows',
        sn: 'windows',
        objectGUID: guid(2),
        userAccountControl: '66050',
      },
    ],
  ]);
