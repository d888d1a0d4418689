import { randomBytes } from 'node:crypto';

/** One version of a secret. */
export interface VaultVersion {
  readonly id: string;
  readonly value: string;
  /** Seconds since 1970. */
  readonly created: number;
  enabled: boolean;
}

/** Key Vault, as far as it is called; as strict as the real one. */
export interface KeyVault {
  /** By URL, `https://<vault>.vault.azure.net/secrets/<name>`. A vault that none of them lies in is not there. */
  readonly secrets: Map<string, VaultVersion[]>;
  /** `GET https://host/path` of each call. */
  readonly calls: readonly string[];
  answer(request: Request): Promise<Response>;
}

/** What the stand-in is told. */
export interface KeyVaultOptions {
  readonly tokens: readonly string[];
  /** Milliseconds since 1970. */
  now(): number;
  /** Whether who has the token may do something: `get` or `set`, with the URL of a secret. @default - everything */
  may?(token: string, action: 'get' | 'set', url: string): boolean;
}

const versions: ReadonlySet<string> = new Set(['7.4', '7.5', '7.6', '2025-07-01']);
const place = /^\/secrets\/([0-9A-Za-z-]{1,127})(?:\/([0-9a-f]{32}))?$/;

class VaultRefusal extends Error {
  readonly response: Response;

  constructor(status: number, code: string, inner?: string, headers: Readonly<Record<string, string>> = {}) {
    super(`refused with ${status}`);
    const error = { code, message: 'CANARY message of Azure', ...(inner && { innererror: { code: inner } }) };
    this.response = Response.json({ error }, { status, headers });
  }
}

export const keyVault = ({ tokens, now, may = () => true }: KeyVaultOptions): KeyVault => {
  const secrets: KeyVault['secrets'] = new Map();
  const calls: string[] = [];

  const shown = (url: string, { id, value, created, enabled }: VaultVersion) => ({
    value,
    id: `${url}/${id}`,
    attributes: { enabled, created, updated: created, recoveryLevel: 'Recoverable', recoverableDays: 7 },
  });

  const set = async (request: Request, url: string): Promise<Response> => {
    if (request.headers.get('content-type')?.split(';')[0] !== 'application/json')
      throw new VaultRefusal(415, 'UnsupportedMediaType');
    const body = Object(await request.json().catch(() => undefined)) as Record<string, unknown>;
    const isKnown = Object.keys(body).every((name) => ['value', 'contentType', 'attributes', 'tags'].includes(name));
    const { value } = body;
    if (!isKnown || typeof value !== 'string' || value.length > 25_600) throw new VaultRefusal(400, 'BadParameter');
    const version = { id: randomBytes(16).toString('hex'), value, created: Math.floor(now() / 1_000), enabled: true };
    secrets.set(url, [...(secrets.get(url) ?? []), version]);
    return Response.json(shown(url, version));
  };

  const respond = async (request: Request): Promise<Response> => {
    const { protocol, origin, host, pathname, searchParams } = new URL(request.url);
    const isThere = [...secrets.keys()].some((url) => url.startsWith(`${origin}/`));
    if (protocol !== 'https:' || !isThere) throw new TypeError('fetch failed', { cause: { code: 'ENOTFOUND' } });
    const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
    const challenge = {
      'www-authenticate': `Bearer authorization="https://login.microsoftonline.com/tenant", resource="https://vault.azure.net"`,
    };
    if (!tokens.includes(token)) throw new VaultRefusal(401, 'Unauthorized', undefined, challenge);
    if (!versions.has(searchParams.get('api-version') ?? '')) throw new VaultRefusal(400, 'BadParameter');
    const [, name = '', version] = place.exec(pathname) ?? [];
    const url = `https://${host}/secrets/${name}`;
    const action = request.method === 'PUT' ? 'set' : 'get';
    if (name === '' || !['GET', 'PUT'].includes(request.method)) throw new VaultRefusal(405, 'MethodNotAllowed');
    if (!may(token, action, url)) throw new VaultRefusal(403, 'Forbidden', 'ForbiddenByRbac');
    if (action === 'set') return set(request, url);
    const all = secrets.get(url) ?? [];
    const found = version === undefined ? all.at(-1) : all.find(({ id }) => id === version);
    if (!found) throw new VaultRefusal(404, 'SecretNotFound');
    if (!found.enabled) throw new VaultRefusal(403, 'Forbidden', 'SecretDisabled');
    return Response.json(shown(url, found));
  };

  return {
    secrets,
    calls,
    async answer(request) {
      calls.push(`${request.method} ${request.url}`);
      try {
        return await respond(request);
      } catch (error) {
        if (error instanceof VaultRefusal) return error.response;
        throw error;
      }
    },
  };
};
