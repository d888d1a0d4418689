import * as z from 'zod';
import type { ClientAuthentication, TokenEndpoints, TokenScheme } from '../authentication.ts';
import type { Grant } from '../grant.ts';
import { clientAuthentication, clientOption } from './client-option.ts';
import { hostName } from './host-name.ts';
import { headerName } from './key-place.ts';
import { protocolParameters, textsBesides } from './reserved-names.ts';
import { serverAddress } from './server-address.ts';

const scope = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,512}$/, 'write one scope, without blanks and quotes: each is an item of its own');

/** A name that an authorization server gave, such as a client id. */
export const givenName = (description: string) =>
  z
    .string()
    .regex(/^[\x20-\x7e]{1,512}$/, 'write it as the server gave it')
    .describe(description);

/** Which scopes are asked for. */
export const scopes = z
  .array(scope)
  .max(100)
  .meta({ description: 'What the token is to allow, as few as possible.', examples: [['read:tickets']] });

/** How the token goes to the source, and what is sent for it besides. */
export const sendSettings = {
  parameters: textsBesides(protocolParameters)
    .optional()
    .meta({
      description: 'Sent with each token request besides.',
      examples: [{ audience: 'https://api.example.com' }],
    }),
  send: z
    .union([
      z.literal('bearer'),
      z.strictObject({ header: headerName.describe('Name of the header that carries the token alone.') }),
    ])
    .optional()
    .meta({
      description: 'How the token goes to the source. bearer, the default: in the header Authorization (RFC 6750).',
      examples: ['bearer', { header: 'x-access-token' }],
    }),
};

/** What every grant of OAuth 2.0 may be written with. */
export const tokenSettings = {
  tokenUrl: serverAddress('Where tokens are asked for.', 'https://login.example.com/oauth/token').optional(),
  refreshUrl: serverAddress(
    'Where refresh tokens go, if not to tokenUrl.',
    'https://login.example.com/oauth/refresh',
  ).optional(),
  revocationUrl: serverAddress(
    'Where tokens are ended before their time (RFC 7009).',
    'https://login.example.com/oauth/revoke',
  ).optional(),
  discovery: serverAddress(
    'The discovery document of the authorization server, which names the other addresses.',
    'https://login.example.com/.well-known/openid-configuration',
  ).optional(),
  hosts: z
    .array(hostName('login.example.com'))
    .max(20)
    .optional()
    .meta({
      description: 'Hosts that the discovery document may name beside its own.',
      examples: [['tokens.example.com']],
    }),
  clientId: givenName('Client id, if it is not to be a field of the secret.').optional(),
  client: clientOption.optional(),
  scopes: scopes.optional(),
  ...sendSettings,
};

/** What a sign-in by a person needs besides. */
export const signInSettings = {
  authorizationUrl: serverAddress('Where a person signs in.', 'https://login.example.com/oauth/authorize').optional(),
  deviceAuthorizationUrl: serverAddress(
    'Where a sign-in on another device begins (RFC 8628).',
    'https://login.example.com/oauth/device',
  ).optional(),
  redirectPort: z
    .int()
    .min(1024)
    .max(65_535)
    .optional()
    .describe('Port on this machine that the sign-in comes back to. Default: a free one.'),
};

/** The settings of a token, as they are written: of any grant. */
export type TokenSettings = z.output<ReturnType<typeof everySetting>>;

const everySetting = () => z.strictObject({ ...tokenSettings, ...signInSettings });

/** What holds where the settings say nothing. */
export interface TokenDefaults {
  /** @default client_secret_basic, which every server must know (RFC 6749, section 2.3.1) */
  readonly client?: ClientAuthentication | undefined;
  readonly tokenUrl?: string | undefined;
  readonly revocationUrl?: string | undefined;
}

/** A scheme that obtains tokens, from its settings. */
export const tokenScheme = (
  grant: Grant,
  settings: Partial<TokenSettings>,
  defaults: TokenDefaults = {},
): Omit<TokenScheme, 'prefix'> => ({
  kind: 'token',
  grant,
  client: settings.client
    ? clientAuthentication(settings.client)
    : (defaults.client ?? { method: 'client_secret_basic' }),
  ...(settings.clientId !== undefined && { clientId: settings.clientId }),
  endpoints: endpointsOf(settings, defaults),
  scopes: settings.scopes ?? [],
  parameters: settings.parameters ?? {},
  send: typeof settings.send === 'object' ? { header: settings.send.header.toLowerCase() } : 'bearer',
});

const endpointsOf = (settings: Partial<TokenSettings>, defaults: TokenDefaults): TokenEndpoints => {
  // A default token endpoint is of the same vendor as the default revocation endpoint: another one makes both void.
  const isVendors = settings.tokenUrl === undefined && settings.discovery === undefined;
  const named = {
    discovery: settings.discovery,
    token: settings.tokenUrl ?? (isVendors ? defaults.tokenUrl : undefined),
    refresh: settings.refreshUrl,
    authorization: settings.authorizationUrl,
    deviceAuthorization: settings.deviceAuthorizationUrl,
    revocation: settings.revocationUrl ?? (isVendors ? defaults.revocationUrl : undefined),
  };
  const given = Object.fromEntries(Object.entries(named).filter(([, url]) => url !== undefined));
  return { ...given, hosts: settings.hosts ?? [] };
};
