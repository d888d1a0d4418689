import type { Config } from '../../config/config.ts';
import { callCommand, callTitle, externalIdHeader } from './call.ts';
import type { OnboardingStep, OnboardingWay } from './onboarding.ts';
import { entraToken, googleToken, issuerToken } from './own-token.ts';
import { lines } from './shell.ts';

/** What the vendor's tokens must be for where Entra exchanges them. */
const exchangeAudience = 'api://AzureADTokenExchange';

const bearer = 'Authorization: Bearer $token';
const sends = 'Authorization: Bearer <token>';
const call = (...headers: readonly string[]): OnboardingStep => ({
  title: callTitle,
  commands: [callCommand([bearer, ...headers])],
});

/** RFC 7523 §2.2, at the token endpoint of the customer's tenant. */
const exchange = (tenantId: string, client: string): OnboardingStep => ({
  title:
    "Exchange it for a token of the customer's tenant. AADSTS70021 in the first minutes after a deployment: try again; Entra has not heard of it everywhere yet",
  commands: [
    lines(
      `token=$(printf %s "$token" | curl -sS https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token --data-urlencode client_assertion@-`,
      `-d grant_type=client_credentials -d client_id="$${client}" -d scope="$vendorScope"`,
      '-d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer | jq -r .access_token)',
    ),
  ],
});

const forCustomer =
  "; the header sallyport-external-id says for which customer you call, and your software takes it from that customer's record";

/** Profile platform on Azure: whoever calls has a token of Entra, of the vendor's own tenant or, by federation, of the customer's. */
export const azureWays = ({ vendor, deploy }: Config): readonly OnboardingWay[] => {
  const { tenantId } = deploy.azure ?? { tenantId: '<tenant>' };
  const { awsRole, googleServiceAccount, entraWorkload, jwt } = vendor.identity;
  // Tokens of version 2 are for the client id of the application, which a scope begins with.
  const audience = '${vendorScope%/.default}';
  const ways: OnboardingWay[] = [];
  if (awsRole) {
    const token: OnboardingStep = {
      title: `As ${awsRole.arn}, get a token that AWS signs for it (once per account: aws iam enable-outbound-web-identity-federation)`,
      commands: [
        lines(
          `token=$(aws sts get-web-identity-token --audience ${exchangeAudience} --signing-algorithm RS256`,
          '--duration-seconds 300 --query WebIdentityToken --output text)',
        ),
      ],
    };
    const steps = [token, exchange(tenantId, 'vendorClientAws'), call(externalIdHeader(awsRole.externalId))];
    ways.push({ identity: 'awsRole', who: `AWS role ${awsRole.arn}`, sends: sends + forCustomer, audience, steps });
  }
  if (googleServiceAccount) {
    const steps = [
      googleToken(googleServiceAccount, exchangeAudience),
      exchange(tenantId, 'vendorClientGoogle'),
      call(externalIdHeader(googleServiceAccount.audience)),
    ];
    const who = `Google service account ${googleServiceAccount.uniqueId}`;
    ways.push({ identity: 'googleServiceAccount', who, sends: sends + forCustomer, audience, steps });
  }
  if (entraWorkload) {
    const { objectId, tenantId: own } = entraWorkload;
    const steps = [entraToken(entraWorkload), call()];
    const who = `Entra workload ${objectId} of tenant ${own}`;
    ways.push({ identity: 'entraWorkload', who, sends, audience: entraWorkload.audience, steps });
  }
  if (jwt) {
    // Entra takes no other algorithm (learn.microsoft.com/entra/workload-id/workload-identity-federation).
    const own = issuerToken(jwt, { aud: exchangeAudience, sub: jwt.subject ?? '', alg: 'RS256' });
    const steps = [own, exchange(tenantId, 'vendorClientJwt'), call()];
    ways.push({ identity: 'jwt', who: `Issuer ${jwt.issuer}`, sends, audience, steps });
  }
  return ways;
};
