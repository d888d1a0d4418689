import { organisation, type Person } from '../organisation.ts';
import { type OktaApplication, oktaApplication, oktaDevice, oktaRole } from './okta-assignments.ts';
import { type OktaEvent, oktaEvent } from './okta-log.ts';
import { at, oktaId, type Row } from './okta-rows.ts';

export type OktaUser = Row & { readonly id: string; readonly status: string };

export interface OktaGroup {
  readonly row: Row & { readonly id: string };
  /** Ids of users: groups of Okta hold nothing else. */
  readonly members: readonly string[];
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
  readonly events: readonly OktaEvent[];
}

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
    applications: Array.from({ length: 3 }, (_, number) => oktaApplication(number, here, groupRows)),
    roles: {
      [admins[0]]: [oktaRole('ra1', 'SUPER_ADMIN', 'Super Administrator')],
      [admins[1]]: [
        oktaRole('ra2', 'READ_ONLY_ADMIN', 'Read-only Administrator'),
        { ...oktaRole('ra3', 'CUSTOM', 'Desk'), role: 'cr0Desk', 'resource-set': 'iam1' },
      ],
    },
    devices: here.slice(0, 5).map(oktaDevice),
    events: Array.from({ length: 12 }, (_, number) => oktaEvent(number, here)),
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
