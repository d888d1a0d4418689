import type { Person } from '../organisation.ts';
import { at, oktaId, type Row } from './okta-rows.ts';

export interface OktaApplication {
  readonly row: Row & { readonly id: string };
  readonly users: readonly (Row & { readonly id: string })[];
  readonly groups: readonly (Row & { readonly id: string })[];
}

/** An application, and to whom it is assigned. */
export const oktaApplication = (
  number: number,
  people: readonly Person[],
  groups: readonly { readonly row: { readonly id: string } }[],
): OktaApplication => ({
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

/** A role that somebody was given. */
export const oktaRole = (id: string, type: string, label: string): Row => ({
  id,
  type,
  label,
  status: 'ACTIVE',
  assignmentType: 'USER',
  created: at(0),
  lastUpdated: at(1),
});

/** A device of somebody. */
export const oktaDevice = ({ number, name, mail }: Person): Row => ({
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
