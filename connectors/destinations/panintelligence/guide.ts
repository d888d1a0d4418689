import { secretStep } from '../../authentication/guide/secret-step.ts';
import type { GuideStep, GuideSubject } from '../../guide.ts';
import { panintelligenceAuthentication } from './authentication.ts';
import type { PanintelligenceOptions } from './options.ts';

/**
 * What the administrator of a dashboard does.
 *
 * @see https://panintelligence.atlassian.net/wiki/spaces/PD/pages/1664516098/Auto+User+Sync
 */
export const panintelligenceGuide = (options: PanintelligenceOptions, subject: GuideSubject): readonly GuideStep[] => {
  const { hostname } = new URL(options.baseUrl);
  const { gateway, source } = subject;
  return [
    {
      title: 'Make a user for the gate',
      lines: [
        `At ${hostname}, make a user of its own, ${gateway}-${source} perhaps: nobody else is to sign in as it.`,
        'It must be a super administrator (superAdmin): POST /users/sync makes users for nobody else.',
        'It must be able to sign in with a password (allowPasswordLogin), and without a second factor (requireMfa).',
        'See to it that its user code is the key of nobody at the source.',
      ],
    },
    {
      title: 'Know what users may be given',
      lines: [
        'Roles, categories and organizations that the map names must be there: the dashboard refuses a user who is given others.',
        'A category counts only where those above it are in userCategories too.',
        ...(options.others === 'keep'
          ? ['What the map does not name stays as it is: it is read before it is sent again (others: keep).']
          : [
              'What the map does not name is taken away (others: replace): variables, restrictions, roles and categories above all.',
            ]),
      ],
    },
    ...secretStep(panintelligenceAuthentication(options), subject),
    { title: 'Check it', lines: [`  sallyport secrets check ${source}`] },
  ];
};
