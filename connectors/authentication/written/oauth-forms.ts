import * as z from 'zod';
import type { TokenSettings } from './token-settings.ts';
import { givenName, signInSettings, tokenScheme, tokenSettings } from './token-settings.ts';

type Places = Pick<TokenSettings, 'tokenUrl' | 'discovery'>;

/** A form in which it must be said where tokens come from. */
export const saysWhere = <Form extends z.ZodType<Places>>(form: Form): Form =>
  form.refine(
    ({ tokenUrl, discovery }) => tokenUrl !== undefined || discovery !== undefined,
    'says not where tokens come from: add tokenUrl, or discovery',
  );

/** The gate itself is the client, and nobody else is asked (RFC 6749, section 4.4). */
export const clientCredentialsForm = saysWhere(z.strictObject(tokenSettings))
  .meta({
    id: 'clientCredentials',
    description: 'A token for the gate itself, by a client id and a proof of it (client credentials).',
    examples: [{ tokenUrl: 'https://login.example.com/oauth/token', scopes: ['read:tickets'] }],
  })
  .transform((settings) => tokenScheme({ type: 'clientCredentials' }, settings));

/** By name and password of a user (RFC 6749, section 4.3). */
export const passwordForm = saysWhere(z.strictObject(tokenSettings))
  .meta({
    id: 'password',
    description: 'A token by name and password of a user, which are entered into the secret (password grant).',
    examples: [{ tokenUrl: 'https://login.example.com/oauth/token' }],
  })
  .transform((settings) => tokenScheme({ type: 'password' }, settings));

/** By a refresh token that was obtained elsewhere (RFC 6749, section 6). */
export const refreshTokenForm = saysWhere(z.strictObject(tokenSettings))
  .meta({
    id: 'refreshToken',
    description: 'A token by a refresh token that was obtained elsewhere, and is entered into the secret.',
    examples: [{ tokenUrl: 'https://login.example.com/oauth/token' }],
  })
  .transform((settings) => tokenScheme({ type: 'refreshToken' }, settings));

/** A person signs in once (RFC 6749, section 4.1; RFC 8628). */
export const authorizationCodeForm = saysWhere(z.strictObject({ ...tokenSettings, ...signInSettings }))
  .refine(
    ({ authorizationUrl, deviceAuthorizationUrl, discovery }) =>
      (authorizationUrl ?? deviceAuthorizationUrl ?? discovery) !== undefined,
    'says not where a person signs in: add authorizationUrl, deviceAuthorizationUrl or discovery',
  )
  .meta({
    id: 'authorizationCode',
    description: 'A person signs in once, by sallyport connect; the gate renews the token from then on.',
    examples: [
      {
        authorizationUrl: 'https://auth.atlassian.com/authorize',
        tokenUrl: 'https://auth.atlassian.com/oauth/token',
        client: 'client_secret_post',
        scopes: ['read:jira-work', 'offline_access'],
        parameters: { audience: 'api.atlassian.com' },
      },
    ],
  })
  .transform(({ redirectPort, ...settings }) =>
    tokenScheme({ type: 'authorizationCode', ...(redirectPort !== undefined && { redirectPort }) }, settings),
  );

/** Zoom's grant for apps without a user. */
const zoom = { tokenUrl: 'https://zoom.us/oauth/token', revocationUrl: 'https://zoom.us/oauth/revoke' };

/** @see https://developers.zoom.us/docs/internal-apps/s2s-oauth/ */
export const accountCredentialsForm = z
  .strictObject({
    ...tokenSettings,
    accountId: givenName('Account id, if it is not to be a field of the secret.').optional(),
  })
  .meta({
    id: 'accountCredentials',
    description: `A token of a Server-to-Server OAuth app of Zoom. Default tokenUrl: ${zoom.tokenUrl}`,
    examples: [{ accountId: 'aBcD_1234' }],
  })
  .transform(({ accountId, ...settings }) =>
    tokenScheme({ type: 'accountCredentials', ...(accountId !== undefined && { accountId }) }, settings, zoom),
  );
