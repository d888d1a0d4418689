import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import Provider, { errors, type Middleware, type OidcContext } from 'oidc-provider';

/** A request that the server got at an endpoint of its own. */
export interface OidcRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The members of its form. */
  readonly form: Readonly<Record<string, string>>;
  readonly status: number;
}

/** A grant that oidc-provider does not have. */
export interface CustomGrant {
  readonly parameters: readonly string[];
  /** Rejects, or is false, for one that is `invalid_grant`. */
  accept(form: Readonly<Record<string, string | undefined>>): Promise<boolean>;
}

/** What the server is like. */
export interface OidcServerOptions {
  /** Client metadata (OpenID Connect Dynamic Client Registration 1.0, section 2). */
  readonly clients: readonly Readonly<Record<string, unknown>>[];
  /** Seconds. @default 300 */
  readonly accessTokenSeconds?: number | undefined;
  /** By `grant_type`. */
  readonly grants?: Readonly<Record<string, CustomGrant>> | undefined;
  /** In PEM. A second port then asks for certificates; the discovery document names it (RFC 8705, section 5). */
  readonly tls?: {
    readonly cert: string;
    readonly key: string;
    readonly clientAuthority: string;
    readonly host: string;
  };
}

/**
 * A real OpenID provider (npm's oidc-provider), which rotates refresh tokens and ends them all when one comes twice. It says on the
 * console that its storage is for development only, which is right.
 */
export interface OidcServer {
  readonly issuer: string;
  /** Host and port that asks for certificates. */
  readonly mutualHost: string | undefined;
  readonly requests: readonly OidcRequest[];
  /** Whether an access token would be accepted. */
  isActive(token: string): Promise<boolean>;
  [Symbol.asyncDispose](): Promise<void>;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const listen = async <Listening extends Server>(server: Listening): Promise<Listening> => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
};

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const close = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};

const certificateOf = ({ req }: OidcContext): X509Certificate | undefined => {
  const { raw } = (req.socket as TLSSocket).getPeerCertificate();
  return raw && new X509Certificate(raw);
};

const mutualTls = {
  enabled: true,
  tlsClientAuth: true,
  getCertificate: (context: OidcContext) => certificateOf(context)?.toString(),
  certificateAuthorized: ({ req }: OidcContext) => (req.socket as TLSSocket).authorized,
  certificateSubjectMatches: (context: OidcContext, property: string, expected: string) =>
    property === 'tls_client_auth_subject_dn' && certificateOf(context)?.subject === expected,
};

const ownKeys = () => ({
  keys: [{ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), alg: 'ES256' }],
});

const configurationOf = ({ clients, accessTokenSeconds = 300, tls }: OidcServerOptions) => ({
  clients: clients.map((client) => ({
    response_types: [],
    redirect_uris: [],
    id_token_signed_response_alg: 'ES256',
    ...client,
  })),
  jwks: ownKeys(),
  clientAuthMethods: [
    'client_secret_basic',
    'client_secret_post',
    'private_key_jwt',
    'none',
    ...(tls ? ['tls_client_auth'] : []),
  ],
  scopes: ['openid', 'offline_access', 'read', 'write'],
  ttl: {
    AccessToken: accessTokenSeconds,
    ClientCredentials: accessTokenSeconds,
    AuthorizationCode: 60,
    DeviceCode: 600,
    Grant: 86_400,
    IdToken: 300,
    Interaction: 600,
    RefreshToken: 86_400,
    Session: 600,
  },
  findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  issueRefreshToken: (_context: unknown, client: { grantTypeAllowed(type: string): boolean }) =>
    client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  features: {
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    devInteractions: { enabled: true },
    revocation: { enabled: true },
    ...(tls && { mTLS: mutualTls }),
  },
});

/** Writes down what came, and what it was answered with. */
const recorder =
  (requests: OidcRequest[]): Middleware =>
  async (context, next) => {
    await next();
    const { path, headers, oidc, status } = context;
    requests.push({ path, headers, form: { ...oidc?.body }, status });
  };

const registerGrants = (provider: Provider, grants: Readonly<Record<string, CustomGrant>>): void => {
  for (const [name, { parameters, accept }] of Object.entries(grants)) {
    const handler: Middleware = async (context) => {
      const { client, params } = context.oidc!;
      if (!(await accept(params).catch(() => false))) throw new errors.InvalidGrant('CANARY-description');
      const token = new provider.ClientCredentials({ client, scope: params['scope'] });
      context.body = {
        access_token: await token.save(),
        expires_in: token.expiration,
        token_type: 'Bearer',
        scope: params['scope'],
      };
    };
    provider.registerGrantType(name, handler, [...parameters, 'scope']);
  }
};

/**
 * Starts one on loopback.
 *
 * @example await using server = await startOidcServer({ clients: [{ client_id: 'a', client_secret: 'b', grant_types: ['client_credentials'] }] });
 */
export const startOidcServer = async (options: OidcServerOptions): Promise<OidcServer> => {
  const { tls, grants = {} } = options;
  const requests: OidcRequest[] = [];
  let listener: Listener = () => undefined;
  const listening: Listener = (request, response) => listener(request, response);
  const server = await listen(tls ? createTlsServer(tls, listening) : createServer(listening));
  const servers: Server[] = [server];
  const issuer = tls ? `https://${tls.host}:${portOf(server)}` : `http://127.0.0.1:${portOf(server)}`;

  const provider = new Provider(issuer, configurationOf(options));
  provider.use(recorder(requests));
  registerGrants(provider, grants);

  let mutualHost: string | undefined;
  if (tls) {
    const asking = { ...tls, ca: tls.clientAuthority, requestCert: true, rejectUnauthorized: false };
    const mutual = await listen(createTlsServer(asking, listening));
    servers.push(mutual);
    mutualHost = `${tls.host}:${portOf(mutual)}`;
    provider.use(withAliases(issuer, `https://${mutualHost}`));
  }
  listener = provider.callback();

  return {
    issuer,
    mutualHost,
    requests,
    isActive: async (token) =>
      ((await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token)))?.isValid === true,
    [Symbol.asyncDispose]: async () => void (await Promise.all(servers.map(close))),
  };
};

/** oidc-provider knows aliases of other servers only. */
const withAliases =
  (issuer: string, mutual: string): Middleware =>
  async (context, next) => {
    await next();
    if (!context.path.startsWith('/.well-known/')) return;
    const document = context.body as Record<string, string>;
    const aliases = ['token_endpoint', 'revocation_endpoint'].map((name) => [
      name,
      document[name]!.replace(issuer, mutual),
    ]);
    context.body = { ...document, mtls_endpoint_aliases: Object.fromEntries(aliases) };
  };
