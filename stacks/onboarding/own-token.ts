import type { EntraWorkloadIdentity, GoogleServiceAccountIdentity, JwtIdentity } from '../../config/config.ts';
import type { OnboardingStep } from './onboarding.ts';
import { shellWord } from './shell.ts';

/** A token of the vendor's service account, for an audience. */
export const googleToken = ({ uniqueId, email }: GoogleServiceAccountIdentity, audience: string): OnboardingStep => ({
  title: `Get an ID token of the service account, for the audience ${audience}. Google Cloud's metadata server gives it to what runs as that account; gcloud gives it to whoever may act as it`,
  commands: [
    '# Where it runs as that account:',
    `token=$(curl -sS -G -H 'Metadata-Flavor: Google' --data-urlencode ${shellWord(`audience=${audience}`)} -d format=full http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/identity)`,
    '# Or elsewhere, as whoever has roles/iam.serviceAccountOpenIdTokenCreator on it:',
    `token=$(gcloud auth print-identity-token --impersonate-service-account=${email ?? uniqueId} --audiences=${shellWord(audience)} --include-email)`,
  ],
});

/** An access token of the vendor's workload, for an application that it may ask one for. */
export const entraToken = ({ tenantId, objectId, audience }: EntraWorkloadIdentity): OnboardingStep => ({
  title: `As the workload with the object id ${objectId}, get an access token of tenant ${tenantId} for ${audience}. An application of that tenant must have this as its Application ID URI (AADSTS500011: none has), and be assigned to the workload if it demands assignment`,
  commands: [
    '# A managed identity; --client-id says which of several. A service principal: az login --service-principal',
    'az login --identity',
    `token=$(az account get-access-token --resource ${shellWord(audience)} --query accessToken --output tsv)`,
  ],
});

/** A token of the vendor's own issuer. How it is had is the vendor's to know. */
export const issuerToken = ({ issuer }: JwtIdentity, claims: Readonly<Record<string, string>>): OnboardingStep => {
  const said = Object.entries(claims).map(([name, value]) => `${name} ${value}`);
  return {
    title: `Have ${issuer} sign a token with ${said.join(', ')}, and keep it in the variable token`,
    commands: [],
  };
};
