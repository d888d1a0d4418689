import { authenticationGuide } from '../../authentication/guide/authentication-guide.ts';
import type { GuideStep, GuideSubject } from '../../guide.ts';
import { scimDestinationAuthentication } from './authentication.ts';
import type { ScimDestinationOptions } from './options.ts';

/** What the administrator of a service does so that users can be written to it by SCIM. */
export const scimDestinationGuide = (options: ScimDestinationOptions, subject: GuideSubject): readonly GuideStep[] => {
  const { hostname } = new URL(options.baseUrl);
  const known =
    options.match === 'externalId'
      ? 'The key of each user becomes the externalId; it must be kept, and found by a filter (externalId eq "…").'
      : 'The key of each user is the userName, by which it must be found (userName eq "…").';
  return [
    {
      title: 'Let users be written by SCIM',
      lines: [
        `At ${hostname}, turn on provisioning by SCIM 2.0: making, changing and deleting users and groups.`,
        `Its base URL must be the one in the configuration: ${options.baseUrl}`,
        known,
        'If another system provisions users there too, keep its users apart: the sync changes its own alone, but the other one may not.',
      ],
    },
    ...authenticationGuide(scimDestinationAuthentication(options), subject, hostname),
  ];
};
