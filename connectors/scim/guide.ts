import type { Authentication } from '../authentication/authentication.ts';
import { authenticationGuide } from '../authentication/guide/authentication-guide.ts';
import { schemeGuide } from '../authentication/guide/scheme-guide.ts';
import type { GuideStep, GuideSubject } from '../guide.ts';
import type { ScimOptions } from './options.ts';

/** What the administrator of a SCIM service does. */
export const scimGuide = (
  { baseUrl, credentials }: ScimOptions,
  authentication: Authentication,
  subject: GuideSubject,
): readonly GuideStep[] => {
  const { hostname } = new URL(baseUrl);
  const opening: GuideStep = {
    title: 'Let the service be read by SCIM',
    lines: [
      `At ${hostname}, turn on SCIM 2.0 if it is not, for reading users and groups (GET /Users, GET /Groups).`,
      `Its base URL must be the one in the configuration: ${baseUrl}`,
    ],
  };
  if (credentials === 'secret') return [opening, ...authenticationGuide(authentication, subject, hostname)];
  const steps = Object.values(authentication.schemes).flatMap((scheme) => schemeGuide(scheme, subject, hostname));
  return [
    opening,
    ...steps,
    {
      title: `Enter it at ${subject.vendor}`,
      lines: ['In the form of this source there. The gate keeps nothing of it.'],
    },
  ];
};
