import type { SecretField } from '../connector.ts';
import type { ClientAuthentication, Scheme, TokenScheme } from './authentication.ts';
import type { Grant } from './grant.ts';
import { keyCarrier } from './key-carrier.ts';

/** A scheme before it is known which other schemes stand beside it. */
export type UnnamedScheme = Scheme extends infer Each ? (Each extends Scheme ? Omit<Each, 'prefix'> : never) : never;

type UnnamedTokenScheme = Omit<TokenScheme, 'prefix'>;

/** The fields that one scheme reads from the secret, by its own names for them; each once, in the order in which they are entered. */
export const schemeFields = (scheme: UnnamedScheme): readonly SecretField[] => {
  switch (scheme.kind) {
    case 'bearer':
      return [required('token', 'Token that the source expects, without the word Bearer.')];
    case 'basic':
      return [required('user', 'User name at the source.'), required('password', 'Password of this user.')];
    case 'key':
      return [required('key', `Key of the API, which is sent in ${keyCarrier(scheme)}.`)];
    case 'certificate':
      return clientCertificate;
    case 'awsSignature':
      return scheme.credentials === 'secret' ? awsKeys : [];
    case 'token':
      return once([...clientFields(scheme), ...grantFields(scheme.grant), ...enteredByHand(scheme.grant)]);
  }
};

const required = (name: string, description: string): SecretField => ({ name, description, required: true });
const optional = (name: string, description: string): SecretField => ({ name, description, required: false });

const clientCertificate = [
  required('certificate', 'Client certificate (PEM), the chain after it.'),
  required('private_key', 'Private key of the client certificate (PEM).'),
];

const awsKeys = [
  required('access_key_id', 'Access key id of an IAM user.'),
  required('secret_access_key', 'Secret access key of this user.'),
  optional('session_token', 'Session token, with temporary credentials only.'),
];

const signingKey = (whose: string): SecretField => required('private_key', `Private key of ${whose} (PEM).`);
const signingCertificate = required(
  'certificate',
  'Certificate (PEM) of the private key, as it was uploaded to the authorization server.',
);

const clientFields = (scheme: UnnamedTokenScheme): readonly SecretField[] => [
  ...clientIdFields(scheme),
  ...clientSecretFields(scheme.client),
];

const clientIdFields = ({ clientId, client, grant }: UnnamedTokenScheme): readonly SecretField[] => {
  if (clientId !== undefined || isWithoutClient(grant)) return [];
  const field = clientIdIsNeeded(client, grant) ? required : optional;
  return [field('client_id', 'Client id that the authorization server gave.')];
};

/** Grants that know no client of OAuth, and no refresh tokens. */
const isWithoutClient = ({ type }: Grant): boolean =>
  type === 'login' || type === 'githubApp' || type === 'googleServiceAccount' || type === 'googleWorkload';

const clientIdIsNeeded = ({ method }: ClientAuthentication, grant: Grant): boolean => {
  if (method !== 'none') return true;
  if (grant.type === 'jwtBearer') return grant.issuer === undefined;
  return grant.type !== 'tokenExchange';
};

const clientSecretFields = (client: ClientAuthentication): readonly SecretField[] => {
  switch (client.method) {
    case 'client_secret_basic':
    case 'client_secret_post':
      return [required('client_secret', 'Client secret that the authorization server gave.')];
    case 'private_key_jwt':
      return [signingKey('the client'), ...(client.thumbprint ? [signingCertificate] : [])];
    case 'tls_client_auth':
      return clientCertificate;
    default:
      return [];
  }
};

const grantFields = (grant: Grant): readonly SecretField[] => {
  switch (grant.type) {
    case 'login':
    case 'password':
      return [required('username', 'User that the gate signs in as.'), required('password', 'Password of this user.')];
    case 'refreshToken':
      return [required('refresh_token', 'Refresh token that the authorization server gave.')];
    case 'jwtBearer':
      return [signingKey('the issuer of assertions'), ...(grant.thumbprint ? [signingCertificate] : [])];
    case 'tokenExchange':
      return grant.subjectToken === 'secret' ? [required('subject_token', 'Token that is exchanged.')] : [];
    case 'accountCredentials':
      return grant.accountId === undefined ? [required('account_id', 'Account id, beside the client id.')] : [];
    case 'githubApp':
      return [
        ...(grant.appId === undefined ? [required('app_id', 'App ID of the GitHub App, on its General page.')] : []),
        required('private_key', 'Private key of the GitHub App: its .pem file, whole.'),
      ];
    case 'googleServiceAccount':
      return [required('service_account_key', 'Key of the service account: its JSON file, whole.')];
    default:
      return [];
  }
};

/** What works without the rest, or beside it: for as long as it lasts. */
const enteredByHand = (grant: Grant): readonly SecretField[] => [
  ...(isWithoutClient(grant) ? [] : [optional('refresh_token', 'A refresh token that was obtained elsewhere.')]),
  optional('access_token', 'An access token that was obtained elsewhere; it is used until it expires.'),
  optional('expires_at', 'When that access token expires: 2026-11-22T12:00:00Z, or seconds since 1970.'),
];

const once = (fields: readonly SecretField[]): readonly SecretField[] =>
  fields.filter(({ name }, index) => fields.findIndex((other) => other.name === name) === index);
