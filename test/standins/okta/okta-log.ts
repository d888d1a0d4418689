import type { Person } from '../organisation.ts';
import { at, oktaId, type Row } from './okta-rows.ts';

/** An event of the system log. */
export type OktaEvent = Row & { readonly published: string; readonly eventType: string };

/** Somebody signs in. With what they did so, and where they were, is told too. */
export const oktaEvent = (number: number, people: readonly Person[]): OktaEvent => {
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
