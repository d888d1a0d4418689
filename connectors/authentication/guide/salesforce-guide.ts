import type { GuideStep, GuideSubject } from '../../guide.ts';
import type { TokenScheme } from '../authentication.ts';
import { scopeLines } from './oauth-guide.ts';

/**
 * An external client app of Salesforce, for the client credentials flow.
 *
 * @see https://help.salesforce.com/s/articleView?id=xcloud.configure_client_credentials_flow_for_external_client_apps.htm
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_endpoints.htm
 */
export const salesforceGuide = (scheme: TokenScheme, { gateway, source }: GuideSubject): readonly GuideStep[] => [
  {
    title: 'Make a user for the gate',
    lines: ['Setup > Users > New User: an integration user (API only), whose permissions read no more than is needed.'],
  },
  {
    title: 'Make an external client app',
    lines: [
      'Setup > External Client App Manager > New External Client App.',
      `Name: ${gateway}-${source}. Distribution State: Local.`,
      'API (Enable OAuth Settings) > Enable OAuth. Callback URL: any of yours; it is not used.',
      ...scopeLines(scheme),
      'Flow Enablement > Enable Client Credentials Flow > Create.',
      'Policies > Edit > Enable Client Credentials Flow > Run As: the user of the gate.',
      'Settings > OAuth Settings > Consumer Key and Secret: they are client_id and client_secret.',
      ...domainLines(scheme),
    ],
  },
];

/** What everybody signs in at answers this flow with `request not supported on this domain`. */
const domainLines = ({ endpoints }: TokenScheme): readonly string[] =>
  /^https:\/\/(login|test)\.salesforce\.com\//.test(endpoints.token ?? '')
    ? ['Set tokenUrl to the address of My Domain: https://<your domain>.my.salesforce.com/services/oauth2/token.']
    : [];
