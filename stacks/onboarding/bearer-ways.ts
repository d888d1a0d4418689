import type { Config } from '../../config/config.ts';
import type { CloudHost } from '../form-text.ts';
import { callCommand, callTitle } from './call.ts';
import type { OnboardingStep, OnboardingWay } from './onboarding.ts';
import { entraToken, googleToken, issuerToken } from './own-token.ts';

/** Google's own tokens are for Google's own services too: Cloud Run may check one that it sees, and take its signature off. */
const twice = ['X-Serverless-Authorization: Bearer $token', 'Authorization: Bearer $token'];
const once = ['Authorization: Bearer $token'];

const call = (headers: readonly string[]): OnboardingStep => ({ title: callTitle, commands: [callCommand(headers)] });
const sends = 'Authorization: Bearer <token>';

/** Profile bearer: the same on every host. */
export const bearerWays = ({ vendor, sources }: Config, host: CloudHost): readonly OnboardingWay[] => {
  const { jwt, googleServiceAccount, entraWorkload } = vendor.identity;
  const ways: OnboardingWay[] = [];
  if (jwt) {
    const { issuer, audience, claims, urlClaim, subject } = jwt;
    const all = {
      aud: audience,
      ...(subject !== undefined && { sub: subject }),
      ...claims,
      ...(urlClaim !== null && { [urlClaim]: 'the URL of the source that is called' }),
    };
    const bySource = Object.entries(sources).flatMap(([name, source]) =>
      Object.entries(source.claims).map(([claim, value]) => `${claim} ${value} for ${name}`),
    );
    const token = issuerToken(jwt, all);
    const title = bySource.length === 0 ? token.title : `${token.title}; besides ${bySource.join(', ')}`;
    ways.push({ identity: 'jwt', who: `Issuer ${issuer}`, sends, audience, steps: [{ ...token, title }, call(once)] });
  }
  if (googleServiceAccount) {
    const { uniqueId, audience } = googleServiceAccount;
    const headers = host === 'gcp' ? twice : once;
    ways.push({
      identity: 'googleServiceAccount',
      who: `Google service account ${uniqueId}`,
      sends: host === 'gcp' ? `${sends}, and the same in X-Serverless-Authorization` : sends,
      audience,
      steps: [googleToken(googleServiceAccount, audience), call(headers)],
    });
  }
  if (entraWorkload) {
    const { tenantId, objectId, audience } = entraWorkload;
    ways.push({
      identity: 'entraWorkload',
      who: `Entra workload ${objectId} of tenant ${tenantId}`,
      sends,
      audience,
      steps: [entraToken(entraWorkload), call(once)],
    });
  }
  return ways;
};
