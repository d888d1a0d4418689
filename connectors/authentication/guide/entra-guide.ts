import type { GuideStep, GuideSubject } from '../../guide.ts';
import type { TokenScheme } from '../authentication.ts';
import { proofSteps, redirectLines } from './oauth-guide.ts';

/**
 * An app registration of Microsoft Entra ID.
 *
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/quickstart-register-app
 * @see https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation-create-trust
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials
 */
export const entraGuide = (scheme: TokenScheme, subject: GuideSubject): readonly GuideStep[] => {
  const isSignIn = scheme.grant.type === 'authorizationCode';
  return [
    ...proofSteps(scheme, subject),
    {
      title: 'Register an app',
      lines: [
        'Microsoft Entra admin center (entra.microsoft.com), as an Application Administrator:',
        'Entra ID > App registrations > New registration.',
        `Name: ${subject.gateway}-${subject.source}. Supported account types: this organizational directory only.`,
        ...redirectOf(scheme),
        'On its page Overview: Application (client) ID is client_id; Directory (tenant) ID stands in tokenUrl.',
      ],
    },
    {
      title: 'Let the app read what is needed, and no more',
      lines: [
        `API permissions > Add a permission > the API > ${isSignIn ? 'Delegated' : 'Application'} permissions: those that the endpoints of this source need, to read only.`,
        'Remove User.Read, which is there from the beginning and is not needed.',
        'Grant admin consent (a Privileged Role Administrator).',
      ],
    },
    ...credentialStep(scheme),
  ];
};

/**
 * The page takes no loopback address but localhost (learn.microsoft.com/en-us/entra/identity-platform/reply-url). Where it is listed says what
 * the client is: one of publicClient must not prove itself (AADSTS700025), one of web must (AADSTS7000218).
 */
const redirectOf = ({ grant, client }: TokenScheme): readonly string[] => {
  if (grant.type !== 'authorizationCode') return ['Redirect URI: none.'];
  return [
    ...redirectLines(grant.redirectPort),
    `The page takes no such address: write it under Manifest, ${client.method === 'none' ? 'publicClient' : 'web'}, redirectUris.`,
    'For a sign-in on another device: Authentication > Allow public client flows: Yes.',
  ];
};

const credentialStep = ({ client }: TokenScheme): readonly GuideStep[] => {
  switch (client.method) {
    case 'workload_identity':
      return [
        {
          title: 'Trust the gate, without a secret',
          lines: [
            'Certificates & secrets > Federated credentials > Add credential > Other issuer.',
            'Issuer and Value (the subject identifier, type: explicit): those of the gate, letter by letter.',
            `Audience: ${client.audience}`,
            'It takes some minutes until Entra knows it everywhere.',
          ],
        },
      ];
    case 'private_key_jwt':
      return [
        {
          title: 'Upload the certificate',
          lines: ['Certificates & secrets > Certificates > Upload certificate: certificate.pem. Note when it ends.'],
        },
      ];
    case 'none':
      return [];
    default:
      return [
        {
          title: 'Make a client secret',
          lines: [
            'Certificates & secrets > Client secrets > New client secret. Copy its Value, not its Secret ID, and note when it ends.',
            'Better without one: client: workload_identity in the configuration needs no secret.',
          ],
        },
      ];
  }
};
