import type { GuideStep, GuideSubject } from '../../guide.ts';
import type { TokenScheme } from '../authentication.ts';
import { redirectLines, scopeLines } from './oauth-guide.ts';

/** What Atlassian Cloud asks for: an app that a person signs in to, or a service account. */
export const atlassianGuide = (scheme: TokenScheme, subject: GuideSubject): readonly GuideStep[] =>
  scheme.grant.type === 'clientCredentials' ? serviceAccountGuide(scheme, subject) : appGuide(scheme, subject);

/**
 * A service account with an OAuth 2.0 credential. Its scopes are chosen when the credential is made.
 *
 * @see https://support.atlassian.com/user-management/docs/create-oauth-2-0-credential-for-service-accounts
 */
const serviceAccountGuide = (scheme: TokenScheme, { gateway, source }: GuideSubject): readonly GuideStep[] => [
  {
    title: 'Make a service account',
    lines: [
      'admin.atlassian.com: choose the organization > Directory > Service accounts > Create a service account.',
      `Name: ${gateway}-${source}. Give it access to the product of this source, as a user.`,
    ],
  },
  {
    title: 'Make its credential',
    lines: [
      'Open the service account > Create credentials > OAuth 2.0.',
      ...(scheme.scopes.length > 0 ? scopeLines(scheme) : ['Scopes: those that are to be granted, and no others.']),
      'Client ID is client_id, Client secret is client_secret. Atlassian shows them once.',
    ],
  },
];

/**
 * An OAuth 2.0 (3LO) app of Atlassian: Jira, Confluence.
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/
 * @see https://developer.atlassian.com/cloud/oauth/getting-started/enabling-oauth-3lo
 * @see https://developer.atlassian.com/cloud/oauth/getting-started/making-calls-to-api/
 * @see https://developer.atlassian.com/cloud/oauth/getting-started/refresh-tokens
 * @see https://community.developer.atlassian.com/t/updated-31-january-2022-action-required-deprecating-persistent-refresh-tokens/54172
 */
const appGuide = (scheme: TokenScheme, { gateway, source }: GuideSubject): readonly GuideStep[] => [
  {
    title: 'Make an OAuth 2.0 integration',
    lines: [
      'developer.atlassian.com/console/myapps: Create > OAuth 2.0 integration.',
      `Name: ${gateway}-${source}.`,
      'Permissions > Add the API of this source > Configure.',
      ...scopeLines(scheme),
      ...(scheme.scopes.includes('offline_access')
        ? []
        : ['Add offline_access to scopes in the configuration: without it, the gate can not renew its token.']),
      'Authorization > OAuth 2.0 (3LO) > Configure.',
      ...redirectLines(scheme.grant.type === 'authorizationCode' ? scheme.grant.redirectPort : undefined),
      'Settings: Client ID is client_id, Secret is client_secret.',
    ],
  },
  {
    title: 'Name the site that is called',
    lines: [
      'Its tokens are good at api.atlassian.com only: set cloudId, or server to https://api.atlassian.com/ex/jira/<cloud id> (or /ex/confluence/).',
      'The cloud id: https://<your site>.atlassian.net/_edge/tenant_info.',
      'Its refresh token ends after 90 days without a call, and may end after 365 days in any case: somebody must sign in again then.',
    ],
  },
];
