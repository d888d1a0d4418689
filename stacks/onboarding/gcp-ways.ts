import type { AwsRoleIdentity, Config, GcpDeployment } from '../../config/config.ts';
import { vendorAccountId, vendorPoolId } from '../gcp/vendor-names.ts';
import { callCommand, callTitle } from './call.ts';
import type { OnboardingStep, OnboardingWay } from './onboarding.ts';
import { entraToken, googleToken, issuerToken } from './own-token.ts';
import { inEnvironment, lines, shellWord } from './shell.ts';

const sends =
  'an ID token of Google twice: X-Serverless-Authorization: Bearer <token>, for Cloud Run, which takes the signature off the one that it ' +
  'checks; and Authorization: Bearer <token>, for the gateway';

const call: OnboardingStep = {
  title: callTitle,
  commands: [callCommand(['X-Serverless-Authorization: Bearer $token', 'Authorization: Bearer $token'])],
};

interface Place {
  /** The pool's providers, without `https:`. */
  readonly providers: string;
  readonly account: string;
}

/** An ID token for the source, in the name of the gateway's account. */
const idToken = ({ account }: Place): OnboardingStep => ({
  title: `Get an ID token of ${account} for the URL of the source that you call`,
  commands: [
    lines(
      'token=$(curl -sS -X POST -H "Authorization: Bearer $access" -H \'content-type: application/json\'',
      '-d "{\\"audience\\":\\"$url\\",\\"includeEmail\\":true}"',
      `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${account}:generateIdToken | jq -r .token)`,
    ),
  ],
});

/** RFC 8693, at Google's token service. */
const exchange = ({ providers }: Place, provider: string): OnboardingStep => ({
  title: 'Exchange it for an access token of the pool',
  commands: [
    lines(
      `access=$(printf %s "$token" | curl -sS https://sts.googleapis.com/v1/token --data-urlencode subject_token@-`,
      '-d grant_type=urn:ietf:params:oauth:grant-type:token-exchange -d subject_token_type=urn:ietf:params:oauth:token-type:jwt',
      '-d requested_token_type=urn:ietf:params:oauth:token-type:access_token -d scope=https://www.googleapis.com/auth/cloud-platform',
      `-d audience=${providers}/${provider} | jq -r .access_token)`,
    ),
  ],
});

const sessionOf = ({ arn, externalId }: AwsRoleIdentity, { providers }: Place): readonly OnboardingStep[] => [
  {
    title: `Take a session of ${arn} whose name is this customer's external id, which your software takes from this customer's record; AWS_REGION must be set too`,
    commands: [
      inEnvironment(`aws sts assume-role --role-arn ${shellWord(arn)}`, `--role-session-name ${shellWord(externalId)}`),
    ],
  },
  {
    title: 'Exchange it for an access token of the pool: gcloud signs a question to AWS, who that is',
    commands: [
      lines(
        `gcloud iam workload-identity-pools create-cred-config ${providers.replace('//iam.googleapis.com/', '')}/aws-role`,
        '--aws --output-file=sallyport.json',
      ),
      'gcloud auth login --cred-file=sallyport.json && access=$(gcloud auth print-access-token)',
    ],
  },
];

const placeOf = (gateway: string, { project, projectNumber }: GcpDeployment): Place => ({
  providers: `//iam.googleapis.com/projects/${projectNumber}/locations/global/workloadIdentityPools/${vendorPoolId(gateway)}/providers`,
  account: `${vendorAccountId(gateway)}@${project}.iam.gserviceaccount.com`,
});

/** Profile platform on Google Cloud: whoever calls has an ID token of a service account. */
export const gcpWays = ({ gateway, vendor, deploy }: Config): readonly OnboardingWay[] => {
  if (!deploy.gcp) return [];
  const place = placeOf(gateway, deploy.gcp);
  const { awsRole, googleServiceAccount, entraWorkload, jwt } = vendor.identity;
  const known = { sends, audience: '$url' };
  const ways: OnboardingWay[] = [];
  if (awsRole) {
    const steps = [...sessionOf(awsRole, place), idToken(place), call];
    ways.push({ identity: 'awsRole', who: `AWS role ${awsRole.arn}`, ...known, steps });
  }
  if (googleServiceAccount) {
    const { uniqueId, audience } = googleServiceAccount;
    const steps = [googleToken(googleServiceAccount, audience), call];
    ways.push({ identity: 'googleServiceAccount', who: `Google service account ${uniqueId}`, sends, audience, steps });
  }
  if (entraWorkload) {
    const { objectId, tenantId } = entraWorkload;
    const exchanged = exchange(place, 'entra-v2');
    const title = `${exchanged.title}; at provider entra-v1 if its iss is https://sts.windows.net/${tenantId}/`;
    const steps = [entraToken(entraWorkload), { ...exchanged, title }, idToken(place), call];
    ways.push({ identity: 'entraWorkload', who: `Entra workload ${objectId} of tenant ${tenantId}`, ...known, steps });
  }
  if (jwt) {
    const own = issuerToken(jwt, { aud: jwt.audience, sub: jwt.subject ?? '', alg: 'RS256 or ES256' });
    const steps = [own, exchange(place, 'own-issuer'), idToken(place), call];
    ways.push({ identity: 'jwt', who: `Issuer ${jwt.issuer}`, ...known, steps });
  }
  return ways;
};
