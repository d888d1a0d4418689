import type { GuideStep, GuideSubject } from '../../guide.ts';
import type { TokenScheme } from '../authentication.ts';
import { identityStep } from './identity-steps.ts';
import { clientCertificateStep, signingKeyStep } from './key-steps.ts';

/** A client of any authorization server: what to register there, by the grant and by how the client proves itself. */
export const oauthGuide = (scheme: TokenScheme, subject: GuideSubject): readonly GuideStep[] => [
  ...proofSteps(scheme, subject),
  {
    title: 'Register a client',
    lines: [
      `At ${serverOf(scheme)}, register a client (an app, an integration) for ${subject.gateway}-${subject.source}:`,
      ...grantLines(scheme),
      ...clientLines(scheme),
      ...scopeLines(scheme),
    ],
  },
];

/** What must be there before the client is registered: keys, certificates, or the gate itself. */
export const proofSteps = ({ client, grant }: TokenScheme, subject: GuideSubject): readonly GuideStep[] => {
  const usesIdentity =
    client.method === 'workload_identity' || (grant.type === 'tokenExchange' && grant.subjectToken !== 'secret');
  return [
    ...(usesIdentity ? [identityStep(subject)] : []),
    ...(client.method === 'tls_client_auth' ? [clientCertificateStep(subject)] : []),
    ...(client.method === 'private_key_jwt' ? [signingKeyStep(client, subject)] : []),
    ...(grant.type === 'jwtBearer' ? [signingKeyStep(grant, subject)] : []),
  ];
};

const serverOf = ({ endpoints }: TokenScheme): string => {
  const url = endpoints.token ?? endpoints.discovery ?? endpoints.authorization;
  return url === undefined ? 'the authorization server' : new URL(url).host;
};

/** Where a sign-in comes back to, on the machine of whoever signs in (RFC 8252, section 7.3). */
export const redirectLines = (port: number | undefined): readonly string[] =>
  port === undefined
    ? [
        'Redirect URI: http://127.0.0.1/callback, with any port.',
        'If the server wants a port, choose one, such as 8400, and set redirectPort to it in the configuration.',
      ]
    : [`Redirect URI: http://127.0.0.1:${port}/callback`];

const grantLines = ({ grant, endpoints }: TokenScheme): readonly string[] => {
  switch (grant.type) {
    case 'clientCredentials':
      return ['Grant: client credentials (a machine, without a user).'];
    case 'password':
      return [
        'Grant: password (resource owner password credentials).',
        'Make a user of its own for the gate, which may read no more than is needed, and needs no second factor.',
      ];
    case 'refreshToken':
      return ['Grant: refresh token. Sign in once by whatever means there are, and keep the refresh token.'];
    case 'authorizationCode':
      return endpoints.authorization === undefined && endpoints.deviceAuthorization !== undefined
        ? ['Grant: device authorization and refresh token.']
        : ['Grant: authorization code with PKCE, and refresh token.', ...redirectLines(grant.redirectPort)];
    case 'jwtBearer':
      return [
        `Grant: JWT bearer (RFC 7523), signed with ${grant.algorithm}${grant.keyId === undefined ? '' : `, key id ${grant.keyId}`}.`,
        ...(grant.issuer === undefined ? [] : [`Issuer of the assertions: ${grant.issuer}`]),
        ...(grant.subject === undefined ? [] : [`Approve it for the user ${grant.subject}.`]),
      ];
    case 'tokenExchange':
      return grant.subjectToken === 'secret'
        ? ['Grant: token exchange (RFC 8693) of the token that is entered into the secret.']
        : [
            'Grant: token exchange (RFC 8693). Trust the issuer and the subject of the gate.',
            `Audience: ${grant.subjectToken.identity}`,
          ];
    default:
      return [];
  }
};

const clientLines = ({ client }: TokenScheme): readonly string[] => {
  switch (client.method) {
    case 'client_secret_basic':
      return ['Client authentication: client secret, in the header (client_secret_basic).'];
    case 'client_secret_post':
      return ['Client authentication: client secret, in the body (client_secret_post).'];
    case 'private_key_jwt':
      return [
        `Client authentication: private_key_jwt, signed with ${client.algorithm}. Upload what was made of the key.`,
      ];
    case 'tls_client_auth':
      return ["Client authentication: client certificate (tls_client_auth), by the certificate's subject."];
    case 'workload_identity':
      return [
        'Client authentication: an assertion of another issuer. Trust the issuer and the subject of the gate.',
        `Audience: ${client.audience}`,
      ];
    default:
      return [];
  }
};

/** Which scopes to grant. */
export const scopeLines = ({ scopes }: Pick<TokenScheme, 'scopes'>): readonly string[] =>
  scopes.length === 0
    ? ['Scopes: as few as the endpoints of this source need, to read only.']
    : ['Scopes, and no others:', ...scopes.map((scope) => `  ${scope}`)];
