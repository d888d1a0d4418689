import { organisation, type Person } from '../organisation.ts';

type Row = Readonly<Record<string, unknown>>;

export type OktaUser = Row & { readonly id: string; readonly status: string };

export interface OktaGroup {
  readonly row: Row & { readonly id: string };
  /** Ids of users: groups of Okta hold nothing else. */
  readonly members: readonly string[];
}

export interface OktaApplication {
  readonly row: Row & { readonly id: string };
  readonly users: readonly (Row & { readonly id: string })[];
  readonly groups: readonly (Row & { readonly id: string })[];
}

/** What there is in an organization of Okta. */
export interface OktaOrganization {
  readonly users: readonly OktaUser[];
  readonly groups: readonly OktaGroup[];
  readonly applications: readonly OktaApplication[];
  /** Roles by the ids of users. */
  readonly roles: Readonly<Record<string, readonly Row[]>>;
  readonly devices: readonly Row[];
  /** The system log, the oldest first. */
  readonly events: readonly (Row & { readonly published: string; readonly eventType: string })[];
}

const at = (minutes: number): string => new Date(Date.parse('2025-03-01T08:00:00Z') + minutes * 60_000).toISOString();

/** The id of a person at Okta. */
export const oktaId = (number: number): string => `00u${String(number).padStart(8, '0')}Xyz`;

const statuses = { active: 'ACTIVE', disabled: 'SUSPENDED', deleted: 'DEPROVISIONED' } as const;

/** Its profiles have telephones and attributes of the organization's own, its log names, places and messages: more than any shape. */
export const oktaOrganization = (size: { readonly people: number; readonly groups: number }): OktaOrganization => {
  const { people, groups } = organisation(size);
  const here = people.filter(({ status }) => status !== 'deleted');
  const groupRows = groups.map(
    ({ number, name, description, members }): OktaGroup => ({
      row: groupRow(`00g${number}`, 'OKTA_GROUP', name, description),
      members: members.map(oktaId),
    }),
  );
  const everyone = {
    row: groupRow('00gEveryone', 'BUILT_IN', 'Everyone', 'CANARY everyone'),
    members: here.map(({ number }) => oktaId(number)),
  };
  const admins = [oktaId(1), oktaId(2)] as const;
  return {
    users: people.map(userOf),
    groups: [...groupRows, everyone],
    applications: Array.from({ length: 3 }, (_, number) => applicationOf(number, here, groupRows)),
    roles: {
      [admins[0]]: [roleOf('ra1', 'SUPER_ADMIN', 'Super Administrator')],
      [admins[1]]: [
        roleOf('ra2', 'READ_ONLY_ADMIN', 'Read-only Administrator'),
        { ...roleOf('ra3', 'CUSTOM', 'Desk'), role: 'cr0Desk', 'resource-set': 'iam1' },
      ],
    },
    devices: here.slice(0, 5).map(deviceOf),
    events: Array.from({ length: 12 }, (_, number) => eventOf(number, here)),
  };
};

const userOf = ({
  number,
  name,
  mail,
  givenName,
  familyName,
  title,
  department,
  status,
  manager,
}: Person): OktaUser => ({
  id: oktaId(number),
  status: statuses[status],
  created: at(number),
  activated: at(number + 1),
  statusChanged: at(number + 2),
  lastLogin: number % 4 === 0 ? null : at(number + 1_000),
  lastUpdated: at(number + 3),
  passwordChanged: at(number + 4),
  type: { id: 'oty1' },
  profile: {
    login: mail,
    email: mail,
    firstName: givenName,
    lastName: familyName,
    displayName: number % 6 === 0 ? null : name,
    title,
    department,
    division: 'Europe',
    costCenter: `CC${number % 3}`,
    employeeNumber: `E${1_000 + number}`,
    managerId: manager === undefined ? null : oktaId(manager),
    countryCode: 'BE',
    mobilePhone: 'CANARY phone',
    secondEmail: 'CANARY@home.example',
    streetAddress: 'CANARY street',
    CANARY_badge: 'CANARY badge',
  },
  credentials: { provider: { type: 'OKTA', name: 'CANARY' }, emails: [{ value: mail }] },
  _links: { self: { href: `https://acme.okta.com/api/v1/users/${oktaId(number)}` } },
});

const groupRow = (id: string, type: string, name: string, description: string) => ({
  id,
  type,
  objectClass: ['okta:user_group'],
  created: at(0),
  lastUpdated: at(1),
  lastMembershipUpdated: at(2),
  profile: { name, description },
  _links: { users: { href: `https://acme.okta.com/api/v1/groups/${id}/users` } },
});

const applicationOf = (number: number, people: readonly Person[], groups: readonly OktaGroup[]): OktaApplication => ({
  row: {
    id: `0oa${number}`,
    name: ['salesforce', 'slack', 'acme_hr_1'][number],
    label: `Label ${number}`,
    status: number === 2 ? 'INACTIVE' : 'ACTIVE',
    signOnMode: 'SAML_2_0',
    created: at(number),
    lastUpdated: at(number + 1),
    settings: { signOn: { ssoAcsUrl: 'https://CANARY.example' } },
  },
  users: people
    .filter((each) => each.number % (number + 2) === 0)
    .map((each) => ({
      id: oktaId(each.number),
      scope: each.number % 5 === 0 ? 'GROUP' : 'USER',
      status: 'PROVISIONED',
      created: at(each.number),
      lastUpdated: at(each.number),
      statusChanged: null,
      credentials: { userName: `account.${each.number}@acme.example` },
      profile: { role: 'CANARY role' },
    })),
  groups: groups.slice(0, number).map(({ row }, priority) => ({
    id: row.id,
    priority,
    lastUpdated: at(priority),
    profile: { CANARY: 'CANARY' },
  })),
});

const roleOf = (id: string, type: string, label: string): Row => ({
  id,
  type,
  label,
  status: 'ACTIVE',
  assignmentType: 'USER',
  created: at(0),
  lastUpdated: at(1),
});

const deviceOf = ({ number, name, mail }: Person): Row => ({
  id: `guo${number}`,
  status: 'ACTIVE',
  created: at(number),
  lastUpdated: at(number),
  profile: {
    displayName: `Laptop ${number}`,
    platform: 'MACOS',
    model: 'MacBookPro18,3',
    osVersion: '15.1.0',
    registered: true,
    serialNumber: 'CANARY serial',
  },
  _embedded: {
    users: [
      {
        managementStatus: 'MANAGED',
        created: at(number),
        user: { id: oktaId(number), profile: { login: mail, name } },
      },
    ],
  },
});

const eventOf = (number: number, people: readonly Person[]) => {
  const { number: who, name, mail } = people[number % people.length]!;
  const party = { id: oktaId(who), alternateId: mail, displayName: name };
  return {
    uuid: `00000000-0000-4000-8000-0000000000${String(number).padStart(2, '0')}`,
    published: at(number * 30),
    eventType: number % 3 === 0 ? 'user.authentication.sso' : 'user.session.start',
    version: '0',
    severity: 'INFO',
    displayMessage: 'CANARY message',
    outcome: { result: number % 5 === 0 ? 'FAILURE' : 'SUCCESS', reason: 'CANARY reason' },
    actor: { ...party, type: 'User', detailEntry: null },
    target: [
      { id: '0oa1', type: 'AppInstance', alternateId: 'CANARY app', displayName: 'CANARY app' },
      { ...party, type: 'AppUser' },
      { id: 'CANARY', type: 'CanaryOfTomorrow', alternateId: 'CANARY', displayName: 'CANARY' },
    ],
    client: {
      ipAddress: `192.0.2.${number + 1}`,
      device: 'Computer',
      zone: 'CANARY zone',
      userAgent: { rawUserAgent: 'CANARY agent', os: 'Mac OS X', browser: 'FIREFOX' },
      geographicalContext: {
        city: 'CANARY',
        state: 'CANARY',
        country: 'Belgium',
        postalCode: 'CANARY',
        geolocation: { lat: 1, lon: 2 },
      },
    },
    authenticationContext: { authenticationStep: 0, credentialType: 'PASSWORD', externalSessionId: `CANARY-${number}` },
    transaction: { id: `tx${number}`, type: 'WEB', detail: { CANARY: 1 } },
    debugContext: { debugData: { requestUri: '/CANARY' } },
  };
};
