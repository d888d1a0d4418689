import { seeded } from '../../../examples/seeded.ts';
import { organisation, type Person } from '../organisation.ts';

type Row = Readonly<Record<string, unknown>>;

export interface DropboxProfile extends Row {
  readonly team_member_id: string;
  readonly account_id: string;
  readonly email: string;
  readonly status: { readonly '.tag': string };
  readonly groups: readonly string[];
}

export interface DropboxMember {
  readonly profile: DropboxProfile;
  readonly roles: readonly DropboxRole[];
}

export interface DropboxRole extends Row {
  readonly role_id: string;
  readonly name: string;
  readonly description: string;
}

export interface DropboxGroup extends Row {
  readonly group_id: string;
  readonly group_name: string;
}

export interface DropboxDevice extends Row {
  readonly session_id: string;
}

export interface DropboxDevices {
  readonly team_member_id: string;
  readonly web_sessions: readonly DropboxDevice[];
  readonly desktop_clients: readonly DropboxDevice[];
  readonly mobile_clients: readonly DropboxDevice[];
}

/** A team of Dropbox. */
export interface DropboxTeam {
  readonly roles: readonly DropboxRole[];
  readonly members: readonly DropboxMember[];
  readonly groups: readonly DropboxGroup[];
  readonly devices: readonly DropboxDevices[];
  readonly events: readonly (Row & {
    readonly timestamp: string;
    readonly event_category: { readonly '.tag': string };
  })[];
}

const roles: readonly DropboxRole[] = [
  { role_id: 'pid_dbtmr:2345', name: 'Team admin', description: 'User can manage the team.' },
  { role_id: 'pid_dbtmr:4567', name: 'Support admin', description: 'Help members with limited tasks.' },
];

const tag = (name: string) => ({ '.tag': name });

const groupId = (number: number): string => `g:e2db7665347abcd6${String(number).padStart(16, '0')}`;

/** More than any shape names: names, pictures, names of files, details of events, all with canaries. */
export const dropboxTeam = (size: { readonly people: number; readonly groups: number }): DropboxTeam => {
  const { people, groups } = organisation(size);
  const groupsOf = (number: number): readonly string[] =>
    groups.filter(({ members }) => members.includes(number)).map((group) => groupId(group.number));
  const members = people.map((person) => memberOf(person, groupsOf(person.number)));
  return {
    roles,
    members,
    groups: groups.map(({ number, name, members: inside }) => ({
      group_id: groupId(number),
      group_name: name,
      ...(number % 2 === 0 && { group_external_id: `external-${number}` }),
      member_count: inside.length,
      group_management_type: tag(number % 3 === 0 ? 'user_managed' : 'company_managed'),
    })),
    devices: members.slice(0, 40).map(devicesOf),
    events: Array.from({ length: 60 }, (_, index) => eventOf(index, members)),
  };
};

const statusOf = ({ number, status }: Person): object => {
  if (status === 'deleted') return { '.tag': 'removed', is_recoverable: true, is_disconnected: false };
  if (status === 'disabled') return tag('suspended');
  return tag(number % 13 === 0 ? 'invited' : 'active');
};

const memberOf = (person: Person, groups: readonly string[]): DropboxMember => {
  const { number, mail, name, givenName, familyName } = person;
  const status = statusOf(person) as { readonly '.tag': string };
  const isInvited = status['.tag'] === 'invited';
  return {
    profile: {
      team_member_id: `dbmid:AAF-${number}`,
      account_id: `dbid:AAH-${number}`,
      email: mail,
      email_verified: !isInvited,
      secondary_emails: [{ email: `CANARY-${number}@acme.example`, is_verified: true }],
      status,
      name: {
        given_name: givenName,
        surname: familyName,
        familiar_name: 'CANARY',
        display_name: name,
        abbreviated_name: 'CN',
      },
      membership_type: tag(number % 8 === 0 ? 'limited' : 'full'),
      ...(number % 4 === 0 && { external_id: `hr-${number}` }),
      ...(isInvited ? { invited_on: '2025-04-05T06:07:08Z' } : { joined_on: '2021-02-03T04:05:06Z' }),
      ...(status['.tag'] === 'suspended' && { suspended_on: '2025-01-02T03:04:05Z' }),
      groups,
      member_folder_id: 'CANARY',
      profile_photo_url: 'https://canary.example/CANARY',
    },
    roles: number === 2 ? roles : number % 25 === 1 ? roles.slice(1) : [],
  };
};

const devicesOf = ({ profile }: DropboxMember, index: number): DropboxDevices => {
  const session = (kind: string) => ({
    session_id: `${kind}:AAF-${index}`,
    ip_address: `192.0.2.${index + 1}`,
    country: 'Belgium',
    created: '2024-05-12T15:50:38Z',
    updated: '2025-05-12T15:51:22Z',
  });
  return {
    team_member_id: profile.team_member_id,
    web_sessions: [{ ...session('dbwsid'), user_agent: 'CANARY', os: 'CANARY', browser: 'CANARY' }],
    desktop_clients: [
      {
        ...session('dbdsid'),
        host_name: `CANARY laptop ${index}`,
        client_type: tag(index % 2 === 0 ? 'mac' : 'windows'),
        client_version: '3.9.19',
        platform: 'Mac OS X 10.10.3',
        is_delete_on_unlink_supported: true,
      },
    ],
    mobile_clients:
      index % 3 === 0
        ? [
            {
              ...session('dbmsid'),
              device_name: `CANARY phone ${index}`,
              client_type: tag('iphone'),
              client_version: '3.9.5',
              os_version: '8.4',
              last_carrier: 'CANARY',
            },
          ]
        : [],
  };
};

const eventOf = (index: number, members: readonly DropboxMember[]): DropboxTeam['events'][number] => {
  const random = seeded(index + 1);
  const somebody = () => {
    const { team_member_id, account_id, email } = random.pick(members).profile;
    return { ...tag('team_member'), account_id, team_member_id, email, display_name: 'CANARY name', team: 'CANARY' };
  };
  const isFile = index % 2 === 0;
  return {
    timestamp: `2025-05-${String(1 + (index % 28)).padStart(2, '0')}T15:51:30Z`,
    event_category: tag(isFile ? 'file_operations' : 'logins'),
    event_type: { ...tag(isFile ? 'file_add' : 'login_success'), description: 'CANARY description' },
    actor: index % 9 === 8 ? tag('dropbox') : { ...tag('user'), user: somebody() },
    context: somebody(),
    involve_non_team_member: index % 5 === 0,
    participants: isFile
      ? [
          { ...tag('user'), user: somebody() },
          { ...tag('group'), group_id: groupId(1), display_name: 'CANARY group', external_id: 'CANARY' },
        ]
      : [],
    assets: isFile
      ? [
          {
            ...tag('file'),
            path: { contextual: '/CANARY/path.xls', namespace_relative: { ns_id: '1', relative_path: '/CANARY' } },
            display_name: 'CANARY.xls',
            file_id: `id:AAAA-${index}`,
            file_size: 1_000 + index,
          },
        ]
      : [],
    origin: {
      geo_location: { city: 'CANARY', region: 'CANARY', country: 'BE', ip_address: `198.51.100.${index + 1}` },
      access_method: { ...tag('end_user'), end_user: { ...tag('web'), session_id: 'CANARY' } },
    },
    details: { ...tag('file_add_details'), text: 'CANARY details' },
  };
};
