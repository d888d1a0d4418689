import { type Check, type CloudStorage, cloudStorage } from './cloud-storage.ts';
import { GoogleRefusal, jsonRefusal, xmlRefusal } from './google-refusal.ts';
import { type Iam, iam, type PolicyBinding } from './iam.ts';
import { lentTokens } from './lent-tokens.ts';
import { type PubSub, pubSub } from './pub-sub.ts';
import { type SecretManager, secretManager } from './secret-manager.ts';

/** Google Cloud, as far as the gate calls it; as strict as the real one. */
export interface GoogleCloud {
  readonly storage: CloudStorage;
  readonly secretManager: SecretManager;
  readonly pubSub: PubSub;
  /** Environments of services on Cloud Run by name, `projects/<project>/locations/<region>/services/<service>`. */
  readonly services: Map<string, Readonly<Record<string, string>>>;
  /** How they are opened, by name; those that are not here to nobody. */
  readonly doors: Map<string, ServiceDoor>;
  readonly iam: Iam;
  /** `GET https://host/path` of each call. */
  readonly calls: readonly string[];
  /** Answers a request to the real host's name. */
  answer(request: Request): Promise<Response>;
}

/** How a service on Cloud Run is opened. */
export interface ServiceDoor {
  readonly invokerIamDisabled?: boolean;
  readonly customAudiences?: readonly string[];
  readonly bindings?: readonly PolicyBinding[];
}

/** What the stand-in is told. */
export interface GoogleCloudOptions {
  /** The access tokens that are good. */
  readonly tokens: readonly string[];
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Whether who has the token may do something with something: `storage.objects.get` with `<bucket>/<object>`,
   * `secretmanager.versions.access` with `projects/<project>/secrets/<secret>`. For a token that was lent, the address of its service account is
   * asked about, and what the token was narrowed to counts besides.
   *
   * @default - everything
   */
  may?(token: string, permission: string, resource: string, listPrefix?: string): boolean;
}

/**
 * Starts with nothing: buckets, secrets, topics and services are put into it.
 *
 * @example
 * const cloud = googleCloud({ tokens: ['CANARY-token'], now: Date.now });
 * cloud.storage.buckets.set('acme-state', new Map());
 * await cloud.answer(new Request('https://storage.googleapis.com/acme-state/name', { headers: { authorization: 'Bearer CANARY-token' } }));
 */
export const googleCloud = ({ tokens, now, may = () => true }: GoogleCloudOptions): GoogleCloud => {
  const [storage, secrets, messages] = [cloudStorage(), secretManager(now), pubSub(now)];
  const services: GoogleCloud['services'] = new Map();
  const doors: GoogleCloud['doors'] = new Map();
  const identities = iam();
  const lent = lentTokens(now);
  const calls: string[] = [];

  const service = (request: Request, check: (permission: string, resource: string) => boolean): Response => {
    const { pathname, search } = new URL(request.url);
    const [, name = '', method] = /^\/v2\/([^:]+)(:getIamPolicy)?$/.exec(pathname) ?? [];
    const permission = method === undefined ? 'run.services.get' : 'run.services.getIamPolicy';
    if (!check(permission, name)) throw jsonRefusal('PERMISSION_DENIED', 'IAM_PERMISSION_DENIED');
    const environment = services.get(name);
    if (request.method !== 'GET' || !environment) throw jsonRefusal('NOT_FOUND');
    const { bindings, ...door } = doors.get(name) ?? {};
    if (method !== undefined) {
      if (search !== '?options.requestedPolicyVersion=3') throw jsonRefusal('INVALID_ARGUMENT');
      return Response.json({ version: 3, etag: 'CANARY', ...(bindings && { bindings }) });
    }
    const env = Object.entries(environment).map(([name, value]) => ({ name, value }));
    return Response.json({ name, ...door, template: { containers: [{ name: 'handler', env }] } });
  };

  const respond = async (request: Request): Promise<Response> => {
    const { protocol, host } = new URL(request.url);
    if (protocol !== 'https:') throw new Error(`${request.url} is not asked for over TLS`);
    const isStorage = host === 'storage.googleapis.com';
    if (host === 'sts.googleapis.com') return lent.exchange(request);
    const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
    const lentToken = lent.find(token);
    if (!tokens.includes(token) && !lentToken)
      throw isStorage ? xmlRefusal(401, 'AuthenticationRequired') : jsonRefusal('UNAUTHENTICATED');
    const check: Check = (permission, resource, listPrefix) =>
      may(lentToken?.account ?? token, permission, resource, listPrefix) &&
      (lentToken?.allows(host, permission, resource, listPrefix) ?? true);
    if (isStorage) return storage.answer(request, check);
    if (host === 'secretmanager.googleapis.com') return secrets.answer(request, check);
    if (host === 'pubsub.googleapis.com') return messages.answer(request, check);
    if (host === 'run.googleapis.com') return service(request, check);
    if (host === 'iamcredentials.googleapis.com' && request.url.endsWith(':generateAccessToken'))
      return lent.generate(request, check);
    if (host === 'iam.googleapis.com' || host === 'iamcredentials.googleapis.com')
      return identities.answer(request, check);
    throw new Error(`nobody stands for ${host}`);
  };

  return {
    storage,
    secretManager: secrets,
    pubSub: messages,
    services,
    doors,
    iam: identities,
    calls,
    async answer(request) {
      calls.push(`${request.method} ${request.url}`);
      try {
        return await respond(request);
      } catch (error) {
        if (error instanceof GoogleRefusal) return error.response;
        throw error;
      }
    },
  };
};
