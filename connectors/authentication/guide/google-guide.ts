import type { GuideStep, GuideSubject } from '../../guide.ts';
import type { TokenScheme } from '../authentication.ts';
import type { GoogleServiceAccountGrant, GoogleWorkloadGrant } from '../grant.ts';
import { identityStep } from './identity-steps.ts';
import { scopeLines } from './oauth-guide.ts';

/**
 * A service account of Google Cloud, by its key.
 *
 * @see https://developers.google.com/identity/protocols/oauth2/service-account
 */
export const googleServiceAccountGuide = (
  { scopes }: TokenScheme,
  { subject: user }: GoogleServiceAccountGrant,
  { gateway, source }: GuideSubject,
): readonly GuideStep[] => [
  {
    title: 'Make a service account',
    lines: [
      'console.cloud.google.com: choose a project > APIs & Services > Library: enable the API of this source.',
      `IAM & Admin > Service Accounts > Create service account: ${gateway}-${source}, without any role.`,
      'Its page > Keys > Add key > Create new key > JSON. A file is downloaded: that is service_account_key, whole.',
    ],
  },
  ...delegationSteps(user, scopes),
];

/**
 * A service account of Google Cloud, without a key: the gate impersonates it.
 *
 * @see https://cloud.google.com/iam/docs/workload-identity-federation-with-other-providers
 * @see https://cloud.google.com/iam/docs/service-account-permissions
 */
export const googleWorkloadGuide = (
  { scopes }: TokenScheme,
  grant: GoogleWorkloadGrant,
  subject: GuideSubject,
): readonly GuideStep[] => [
  ...(grant.provider === undefined ? [] : [identityStep(subject), poolStep(grant.provider)]),
  {
    title: 'Make a service account that the gate may be',
    lines: [
      'Enable the API of this source, and the IAM Service Account Credentials API:',
      `  gcloud services enable iamcredentials.googleapis.com --project ${projectOf(grant)}`,
      `  gcloud iam service-accounts create ${accountOf(grant)} --project ${projectOf(grant)}`,
      ...bindingLines(grant),
    ],
  },
  ...delegationSteps(grant.subject, scopes),
];

interface Provider {
  readonly project: string;
  readonly pool: string;
  readonly name: string;
}

const providerOf = (provider: string): Provider => {
  const [project = '', pool = '', name = ''] =
    provider.match(/(?<=\/(?:projects|workloadIdentityPools|providers)\/)[^/]+/g) ?? [];
  return { project, pool, name };
};

const poolStep = (provider: string): GuideStep => {
  const { project, pool, name } = providerOf(provider);
  return {
    title: "Trust the gate's issuer",
    lines: [
      `  gcloud iam workload-identity-pools create ${pool} --location global --project ${project}`,
      `  gcloud iam workload-identity-pools providers create-oidc ${name} --location global --workload-identity-pool ${pool} --issuer-uri <issuer> --attribute-mapping google.subject=assertion.sub --project ${project}`,
    ],
  };
};

const bindingLines = ({ serviceAccount, subject, provider }: GoogleWorkloadGrant): readonly string[] => {
  // Whoever signs for domain-wide delegation needs iam.serviceAccounts.signJwt, which only the second role has.
  const role =
    subject === undefined && provider !== undefined
      ? 'roles/iam.workloadIdentityUser'
      : 'roles/iam.serviceAccountTokenCreator';
  const { project, pool } = providerOf(provider ?? '');
  const member =
    provider === undefined
      ? 'serviceAccount:<the service account that the gate runs as>'
      : `principal://iam.googleapis.com/projects/${project}/locations/global/workloadIdentityPools/${pool}/subject/<subject>`;
  return [
    'Let the gate, and nobody else, be it:',
    `  gcloud iam service-accounts add-iam-policy-binding ${serviceAccount} --role ${role} --member "${member}"`,
  ];
};

const accountOf = ({ serviceAccount }: GoogleWorkloadGrant): string => serviceAccount.split('@')[0]!;

/** `<account>@<project>.iam.gserviceaccount.com`; those that Google makes itself are of other forms. */
const projectOf = ({ serviceAccount }: GoogleWorkloadGrant): string =>
  /@([a-z0-9-]+)\.iam\.gserviceaccount\.com$/.exec(serviceAccount)?.[1] ?? '<project>';

/** @see https://support.google.com/a/answer/162106 */
const delegationSteps = (user: string | undefined, scopes: readonly string[]): readonly GuideStep[] =>
  user === undefined
    ? [
        {
          title: 'Let the service account read what is needed, and no more',
          lines: ['Share with its address what it is to read, or give it a role there.', ...scopeLines({ scopes })],
        },
      ]
    : [
        {
          title: 'Delegate to the service account',
          lines: [
            'admin.google.com, as a super administrator:',
            'Security > Access and data control > API controls > Manage Domain Wide Delegation > Add new.',
            'Client ID: the number on the page of the service account (Advanced settings, Client ID).',
            'OAuth scopes, separated by commas:',
            `  ${scopes.join(',')}`,
            `The gate acts as ${user}: give this user an administrator role that reads no more than is needed.`,
          ],
        },
      ];
