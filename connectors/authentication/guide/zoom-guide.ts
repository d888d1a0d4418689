import type { GuideStep, GuideSubject } from '../../guide.ts';
import type { TokenScheme } from '../authentication.ts';
import { scopeLines } from './oauth-guide.ts';

/**
 * A Server-to-Server OAuth app of Zoom.
 *
 * @see https://developers.zoom.us/docs/internal-apps/create/
 */
export const zoomGuide = (scheme: TokenScheme, { gateway, source }: GuideSubject): readonly GuideStep[] => [
  {
    title: 'Make a Server-to-Server OAuth app',
    lines: [
      'marketplace.zoom.us, as an administrator whose role may view and edit Server-to-Server OAuth apps:',
      'Develop > Build App > Server-to-Server OAuth App > Create.',
      `App name: ${gateway}-${source}.`,
      'App credentials: Account ID is account_id, Client ID is client_id, Client secret is client_secret.',
      'Information: company name, and name and e-mail address of a developer contact. Zoom activates no app without.',
      'Scopes > Add Scopes.',
      ...scopeLines(scheme),
      'Activation > Activate your app.',
    ],
  },
];
