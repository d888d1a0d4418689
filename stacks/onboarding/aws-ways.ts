import type { Config } from '../../config/config.ts';
import { callCommand, callTitle } from './call.ts';
import type { OnboardingStep, OnboardingWay } from './onboarding.ts';
import { entraToken, googleToken, issuerToken } from './own-token.ts';
import { inEnvironment, shellWord } from './shell.ts';

const sends = 'a signature of AWS (Signature Version 4, service lambda) as the role in output vendorRole';

const byToken: OnboardingStep = {
  title: 'Exchange it for a session of the role',
  commands: [
    inEnvironment(
      'aws sts assume-role-with-web-identity --role-arn "$vendorRole"',
      '--role-session-name sallyport --web-identity-token "$token"',
    ),
  ],
};

const call = (region: string): OnboardingStep => ({
  title: callTitle,
  commands: [
    callCommand(
      ['x-amz-security-token: $AWS_SESSION_TOKEN'],
      [`--aws-sigv4 aws:amz:${region}:lambda`, '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"'],
    ),
  ],
});

/** Profile platform on AWS: whoever calls is a session of one role. */
export const awsWays = ({ vendor, deploy }: Config): readonly OnboardingWay[] => {
  const { awsRole, googleServiceAccount, entraWorkload, jwt } = vendor.identity;
  const last = call(deploy.aws?.region ?? '<region>');
  const ways: OnboardingWay[] = [];
  if (awsRole) {
    const { arn, externalId } = awsRole;
    const assume = inEnvironment(
      'aws sts assume-role --role-arn "$vendorRole"',
      `--role-session-name sallyport --external-id ${shellWord(externalId)}`,
    );
    const title = `As ${arn}, assume the role with this customer's external id, which your software takes from this customer's record`;
    ways.push({
      identity: 'awsRole',
      who: `AWS role ${arn}`,
      sends,
      steps: [{ title, commands: [assume] }, last],
    });
  }
  if (googleServiceAccount) {
    const { uniqueId, audience } = googleServiceAccount;
    const steps = [googleToken(googleServiceAccount, audience), byToken, last];
    ways.push({ identity: 'googleServiceAccount', who: `Google service account ${uniqueId}`, sends, audience, steps });
  }
  if (entraWorkload) {
    const { objectId, tenantId, audience } = entraWorkload;
    const steps = [entraToken(entraWorkload), byToken, last];
    ways.push({
      identity: 'entraWorkload',
      who: `Entra workload ${objectId} of tenant ${tenantId}`,
      sends,
      audience,
      steps,
    });
  }
  if (jwt) {
    const { issuer, audience, subject = '' } = jwt;
    const steps = [issuerToken(jwt, { aud: audience, sub: subject }), byToken, last];
    ways.push({ identity: 'jwt', who: `Issuer ${issuer}`, sends, audience, steps });
  }
  return ways;
};
