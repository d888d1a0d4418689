import { generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import type {
  Authentication,
  ClientAuthentication,
  Scheme,
  TokenScheme,
} from '../../../connectors/authentication/authentication.ts';
import type { Grant } from '../../../connectors/authentication/grant.ts';
import { tellVendor } from '../../../lambda/imports/tell-vendor.ts';
import { type HttpClient, HttpError, type HttpRequest } from '../../../lambda/platform/http-client.ts';
import type { StateStore } from '../../../lambda/platform/state-store.ts';
import type { WorkloadIdentity } from '../../../lambda/platform/workload-identity.ts';
import { failedAnswer, failureOf } from '../../../lambda/proxy/failed-answer.ts';
import { memoryState } from '../support/memory-state.ts';
import { openedAccess } from './access/opened-access.ts';
import { tokenScheme } from './support/grant-context.ts';

/** Every secret, token and assertion of these tests has this in it; what can not have it is looked for as it is. */
const mark = 'CANARY';

const rsaKey = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ format: 'pem', type: 'pkcs8' });
const serviceAccount = JSON.stringify({
  type: 'service_account',
  client_email: `${mark}@project.iam.gserviceaccount.com`,
  private_key_id: `${mark}-key-id`,
  private_key: rsaKey,
  token_uri: 'https://oauth2.googleapis.com/token',
});

const client = { client_id: `${mark}-client-id`, client_secret: `${mark}-client-secret` };
const signing = { private_key: String(rsaKey) };

const tokenSchemes: Readonly<Record<string, readonly [Partial<TokenScheme>, Readonly<Record<string, string>>]>> = {
  'client credentials, Basic': [{}, client],
  'client credentials, in the form': [{ client: { method: 'client_secret_post' } }, client],
  'client credentials, signed': [
    { client: { method: 'private_key_jwt', algorithm: 'RS256', thumbprint: false } },
    { client_id: client.client_id, ...signing },
  ],
  'client credentials, by the identity of the gate': [
    { client: { method: 'workload_identity', audience: 'api://AzureADTokenExchange' } },
    { client_id: client.client_id },
  ],
  'a key that is none': [
    { client: { method: 'private_key_jwt', algorithm: 'RS256', thumbprint: false } },
    { client_id: client.client_id, private_key: `-----BEGIN PRIVATE KEY-----\n${mark}\n-----END PRIVATE KEY-----` },
  ],
  password: [grant({ type: 'password' }), { ...client, username: `${mark}-user`, password: `${mark}-password` }],
  'a refresh token': [grant({ type: 'refreshToken' }), { ...client, refresh_token: `${mark}-refresh-token` }],
  'nobody has signed in': [grant({ type: 'authorizationCode' }), client],
  'an assertion': [
    grant({ type: 'jwtBearer', algorithm: 'RS256', thumbprint: false, subject: `${mark}-subject`, claims: {} }, 'none'),
    { client_id: client.client_id, ...signing },
  ],
  'an exchange': [
    grant({ type: 'tokenExchange', subjectToken: 'secret', subjectTokenType: 'urn:ietf:params:oauth:token-type:jwt' }),
    { ...client, subject_token: `${mark}-subject-token` },
  ],
  'a login': [
    grant({ type: 'login', tokenField: 'token' }, 'none'),
    { username: `${mark}-user`, password: `${mark}-password` },
  ],
  Zoom: [grant({ type: 'accountCredentials' }), { ...client, account_id: `${mark}-account` }],
  GitHub: [
    grant({ type: 'githubApp', api: 'https://api.github.com', installation: { id: '1' } }, 'none'),
    { app_id: '1234', ...signing },
  ],
  'Google, by a key': [
    grant({ type: 'googleServiceAccount', subject: `${mark}-subject` }, 'none'),
    { service_account_key: serviceAccount },
  ],
  'Google, by a key that is none': [
    grant({ type: 'googleServiceAccount' }, 'none'),
    { service_account_key: `{"private_key":"${mark}` },
  ],
  'Google, by the identity of the gate': [
    grant(
      {
        type: 'googleWorkload',
        serviceAccount: 'gate@project.iam.gserviceaccount.com',
        subject: `${mark}-subject`,
        provider: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
      },
      'none',
    ),
    {},
  ],
  'a token by hand': [{}, { ...client, access_token: `${mark}-access`, refresh_token: `${mark}-refresh` }],
};

function grant(given: Grant, method: 'client_secret_basic' | 'none' = 'client_secret_basic'): Partial<TokenScheme> {
  return { grant: given, client: { method } as ClientAuthentication };
}

const otherSchemes: Readonly<Record<string, readonly [Scheme, Readonly<Record<string, string>>]>> = {
  'a bearer token': [{ kind: 'bearer', prefix: '' }, { token: `${mark} with a blank` }],
  'a user': [
    { kind: 'basic', prefix: '' },
    { user: `${mark}:colon`, password: mark },
  ],
  'a key': [{ kind: 'key', in: 'cookie', name: 'session', prefix: '' }, { key: `${mark};` }],
  'a role that can not be assumed': [
    {
      kind: 'awsSignature',
      service: 'execute-api',
      region: 'eu-west-1',
      credentials: 'secret',
      role: { arn: 'arn:aws:iam::111122223333:role/reader', externalId: `${mark}-external` },
      prefix: '',
    },
    { access_key_id: `${mark}KEYID`, secret_access_key: `${mark}-secret-key`, session_token: `${mark}-session` },
  ],
};

/** Everything that was sent, as a server might put it into its answer. */
const echoOf = ({ url, headers, body }: HttpRequest): string =>
  JSON.stringify([url.href, headers, Buffer.from((body as Uint8Array | undefined) ?? []).toString()]);

type Server = (request: HttpRequest) => { readonly status: number; readonly body: string; readonly type?: string };

/** Servers that repeat all they hear, in every way that they can answer. */
const servers: Readonly<Record<string, Server>> = {
  'gives tokens': ({ url }) => ({
    status: url.pathname.endsWith('/access_tokens') ? 201 : 200,
    body: JSON.stringify({
      access_token: `${mark}-access-token`,
      refresh_token: `${mark}-new-refresh-token`,
      token_type: 'bearer',
      expires_in: 3_600,
      scope: `${mark}-scope`,
      token: `${mark}-installation-token`,
      expires_at: '2099-01-01T00:00:00Z',
      accessToken: `${mark}-impersonated`,
      expireTime: '2099-01-01T00:00:00Z',
      signedJwt: `${mark}.signed.jwt`,
    }),
  }),
  'refuses the client': (request) => ({
    status: 401,
    body: JSON.stringify({ error: 'invalid_client', error_description: echoOf(request), message: echoOf(request) }),
  }),
  'refuses the grant': (request) => ({
    status: 400,
    body: JSON.stringify({ error: 'invalid_grant', error_description: echoOf(request), error_uri: echoOf(request) }),
  }),
  'refuses with a word of its own': (request) => ({ status: 400, body: JSON.stringify({ error: echoOf(request) }) }),
  'is forbidden': (request) => ({ status: 403, body: echoOf(request), type: 'text/plain' }),
  'finds nothing': (request) => ({ status: 404, body: JSON.stringify({ message: echoOf(request) }) }),
  'is throttled': (request) => ({
    status: 429,
    body: JSON.stringify({ error: 'slow_down', message: echoOf(request) }),
  }),
  'has failed': (request) => ({ status: 500, body: `<html>${echoOf(request)}`, type: 'text/html' }),
  redirects: (request) => ({ status: 302, body: echoOf(request), type: 'text/html' }),
  'gives a page': (request) => ({ status: 200, body: `<html>${echoOf(request)}`, type: 'text/html' }),
  'gives nonsense': (request) => ({ status: 200, body: JSON.stringify({ access_token: { all: echoOf(request) } }) }),
  'gives half an answer': (request) => ({ status: 200, body: `{"access_token":"${mark}","x":"${echoOf(request)}` }),
  'gives a token with a blank': () => ({
    status: 200,
    body: JSON.stringify({ access_token: `${mark} x`, token_type: 'b' }),
  }),
};

const answering =
  (server: Server): HttpClient =>
  async (request) => {
    const { status, body, type = 'application/json' } = server(request);
    const headers = { 'content-type': type, location: `https://elsewhere.example/?${mark}`, 'www-authenticate': mark };
    return { status, headers, body: Readable.from([Buffer.from(body)]) };
  };

const breaking: HttpClient = (request) =>
  Promise.reject(
    new HttpError('broken-off', 'the connection broke off', { sent: true, cause: new Error(echoOf(request)) }),
  );

const identity: WorkloadIdentity = {
  jwt: async () => `${mark}.identity.token`,
  aws: async () => undefined,
  google: async () => undefined,
};

/** A state store that writes down all that it is given. */
const watched = (): { readonly state: StateStore; readonly texts: string[] } => {
  const memory = memoryState();
  const texts: string[] = [];
  return {
    texts,
    state: {
      read: memory.read,
      write(name, text, after) {
        texts.push(name, text);
        return memory.write(name, text, after);
      },
    },
  };
};

/** Pieces of a secret that must be found nowhere. */
const piecesOf = (secret: Readonly<Record<string, string>>): readonly string[] =>
  Object.values(secret)
    .flatMap((value) => value.split(/\\n|\s|[",{}:;]/))
    .filter((piece) => piece.length > 20);

/** Uses an access in every way, and gives everything that anybody could read of it. */
const everythingWritten = async (
  scheme: Scheme,
  secret: Readonly<Record<string, string>>,
  http: HttpClient,
): Promise<string> => {
  const spies = (['stdout', 'stderr'] as const).map((name) => vi.spyOn(process[name], 'write').mockReturnValue(true));
  const { state, texts } = watched();
  const authentication: Authentication = { schemes: { it: scheme }, alternatives: [['it']], privateAddresses: [] };
  const { access, log, signal } = openedAccess(authentication, secret, { http: () => http, identity, state });
  const told: unknown[] = [];
  const tell = (error: unknown): void => {
    const failure = failureOf(error);
    told.push(String(error), failure, tellVendor(error, 'ref').fields, (error as { detail?: unknown }).detail);
    told.push(failedAnswer(failure, 'ref').headers.get('retry-after'));
  };
  try {
    const credentials = await access.credentials(signal).catch(tell);
    if (credentials) await access.refused(credentials, signal).catch(tell);
    await access.credentials(signal).catch(tell);
    const written = spies.flatMap(({ mock }) => mock.calls.map(([text]) => String(text)));
    return JSON.stringify([told, log, texts, written]);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};

const expectNothingIn = (text: string, secret: Readonly<Record<string, string>>): void => {
  expect(text).not.toContain(mark);
  // As a form, a Basic header or a JWT would have it.
  expect(text).not.toContain(Buffer.from(`${mark}-`).toString('base64').slice(0, 9));
  for (const piece of piecesOf(secret)) expect(text).not.toContain(piece);
};

/** They never come as far as a token. */
const hopeless: ReadonlySet<string> = new Set([
  'a key that is none',
  'nobody has signed in',
  'Google, by a key that is none',
]);

describe.each(Object.entries(servers))('a server that %s hears secrets that nobody else does', (does, server) => {
  test.each(Object.entries(tokenSchemes))('%s', async (name, [scheme, secret]) => {
    const whole = tokenScheme({ endpoints: { token: 'https://login.example/token', hosts: [] }, ...scheme });
    const text = await everythingWritten(whole, secret, answering(server));
    expectNothingIn(text, secret);
    const isGiven = does === 'gives tokens' && !hopeless.has(name);
    expect(text.includes('token.obtained')).toBe(isGiven);
  });
});

test.each(Object.entries(tokenSchemes))(
  'a connection that breaks off tells nothing: %s',
  async (_, [scheme, secret]) => {
    const whole = tokenScheme({ endpoints: { token: 'https://login.example/token', hosts: [] }, ...scheme });
    expectNothingIn(await everythingWritten(whole, secret, breaking), secret);
  },
);

test.each(Object.entries(otherSchemes))('what can not be sent is not told either: %s', async (_, [scheme, secret]) => {
  const text = await everythingWritten(scheme, secret, breaking);
  expect(text).toMatch(/credentials-|-unreachable|identity-/);
  expectNothingIn(text, secret);
});

test('what is looked for would be found', async () => {
  const text = JSON.stringify({ log: `Basic ${Buffer.from(`${client.client_id}:x`).toString('base64')}` });
  expect(() => expectNothingIn(text, client)).toThrow();
  expect(() => expectNothingIn(String(rsaKey), signing)).toThrow();
  expect(() => expectNothingIn(`x${mark}`, {})).toThrow();
});
