import type { GuideStep, GuideSubject } from '../../guide.ts';
import type { KeyScheme, Scheme, TokenScheme } from '../authentication.ts';
import { keyCarrier } from '../key-carrier.ts';
import { atlassianGuide } from './atlassian-guide.ts';
import { awsGuide } from './aws-guide.ts';
import { entraGuide } from './entra-guide.ts';
import { gitHubGuide } from './github-guide.ts';
import { googleServiceAccountGuide, googleWorkloadGuide } from './google-guide.ts';
import { clientCertificateStep } from './key-steps.ts';
import { oauthGuide } from './oauth-guide.ts';
import { salesforceGuide } from './salesforce-guide.ts';
import { slackStep } from './slack-guide.ts';
import { zoomGuide } from './zoom-guide.ts';

/**
 * What the administrator of a source does for one scheme.
 *
 * @param host that of the source, by which some vendors are known
 */
export const schemeGuide = (scheme: Scheme, subject: GuideSubject, host: string): readonly GuideStep[] => {
  switch (scheme.kind) {
    case 'bearer':
      return [isAt(host, 'slack.com') ? slackStep(subject) : bearerStep(host)];
    case 'basic':
      return [basicStep(subject, host)];
    case 'key':
      return [keyStep(scheme, host)];
    case 'certificate':
      return [clientCertificateStep(subject)];
    case 'awsSignature':
      return awsGuide(scheme, subject);
    case 'token':
      return tokenGuide(scheme, subject);
  }
};

const entraHosts = ['login.microsoftonline.com', 'login.microsoftonline.us', 'login.partner.microsoftonline.cn'];

const tokenGuide = (scheme: TokenScheme, subject: GuideSubject): readonly GuideStep[] => {
  const { grant, endpoints } = scheme;
  if (grant.type === 'githubApp') return gitHubGuide(grant, subject);
  if (grant.type === 'googleServiceAccount') return googleServiceAccountGuide(scheme, grant, subject);
  if (grant.type === 'googleWorkload') return googleWorkloadGuide(scheme, grant, subject);
  if (grant.type === 'accountCredentials') return zoomGuide(scheme, subject);
  const server = new URL(endpoints.token ?? endpoints.discovery ?? 'https://unknown.invalid').hostname;
  if (grant.type === 'login') return [basicStep(subject, server)];
  if (entraHosts.includes(server)) return entraGuide(scheme, subject);
  if (server === 'auth.atlassian.com') return atlassianGuide(scheme, subject);
  if (isAt(server, 'salesforce.com') && grant.type === 'clientCredentials') return salesforceGuide(scheme, subject);
  return oauthGuide(scheme, subject);
};

const isAt = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

const bearerStep = (host: string): GuideStep => ({
  title: 'Make a token',
  lines: [
    `At ${host}, make an API token, as its own documentation says; it may be called an access token or a personal token.`,
    'Let it read what the endpoints of this source need, and nothing else. Note when it ends.',
  ],
});

const basicStep = ({ gateway, source }: GuideSubject, host: string): GuideStep => ({
  title: 'Make a user for the gate',
  lines: [
    `At ${host}, make a user of its own: ${gateway}-${source}.`,
    'Let it read what the endpoints of this source need, and nothing else. It must be able to sign in without a second factor.',
  ],
});

const keyStep = (scheme: KeyScheme, host: string): GuideStep => ({
  title: 'Make an API key',
  lines: [
    `At ${host}, make an API key, as its own documentation says. The gate sends it in ${keyCarrier(scheme)}.`,
    'Let it read what the endpoints of this source need, and nothing else. Note when it ends.',
  ],
});
