import type { Check } from './cloud-storage.ts';
import { GoogleRefusal, jsonRefusal, strictBody, strictMembers } from './google-refusal.ts';

/** A token that IAM made for a service account. */
export interface LentToken {
  readonly account: string;
  readonly scopes: readonly string[];
  readonly endsAt: number;
  /** What is left of the account's rights. */
  allows(host: string, permission: string, resource: string, listPrefix?: string): boolean;
}

/** Tokens that IAM makes for service accounts, and those that are narrowed from them; as strict as the real ones. */
export interface LentTokens {
  /** `undefined` for one that was never made, or has ended. */
  find(token: string): LentToken | undefined;
  generate(request: Request, check: Check): Promise<Response>;
  exchange(request: Request): Promise<Response>;
}

const place = /^\/v1\/projects\/-\/serviceAccounts\/([^/:]+):generateAccessToken$/;
const cloudPlatform = 'https://www.googleapis.com/auth/cloud-platform';
const scopesOf: Readonly<Record<string, readonly string[]>> = {
  'pubsub.googleapis.com': [cloudPlatform, 'https://www.googleapis.com/auth/pubsub'],
  'storage.googleapis.com': [cloudPlatform, 'https://www.googleapis.com/auth/devstorage.full_control'],
};

/** The one form of a condition that is judged. */
const condition =
  /^resource\.name\.startsWith\('projects\/_\/buckets\/([^/']+)\/objects\/([^']+)'\) \|\| api\.getAttribute\('storage\.googleapis\.com\/objectListPrefix', ''\)\.startsWith\('([^']+)'\)$/;

/** docs.cloud.google.com/iam/docs/roles-permissions/storage#storage.objectUser */
const objectUser: ReadonlySet<string> = new Set(
  ['create', 'delete', 'get', 'list', 'update'].map((each) => `storage.objects.${each}`),
);

export const lentTokens = (now: () => number): LentTokens => {
  const tokens = new Map<string, LentToken>();
  const add = (token: LentToken): string => {
    const name = `CANARY-lent-${tokens.size}`;
    tokens.set(name, token);
    return name;
  };
  const find: LentTokens['find'] = (token) => {
    const found = tokens.get(token);
    return found && found.endsAt > now() ? found : undefined;
  };

  return {
    find,
    async generate(request, check) {
      const [, account = ''] = place.exec(decodeURIComponent(new URL(request.url).pathname)) ?? [];
      const { scope, lifetime } = await strictBody(request, ['scope', 'lifetime', 'delegates']);
      const [, seconds] = /^(\d+)s$/.exec(String(lifetime)) ?? [];
      if (request.method !== 'POST' || !Array.isArray(scope) || scope.length === 0)
        throw jsonRefusal('INVALID_ARGUMENT');
      if (seconds === undefined || Number(seconds) < 1 || Number(seconds) > 3_600)
        throw jsonRefusal('INVALID_ARGUMENT');
      if (!check('iam.serviceAccounts.getAccessToken', account))
        throw jsonRefusal('PERMISSION_DENIED', 'IAM_PERMISSION_DENIED');
      const endsAt = now() + Number(seconds) * 1_000;
      const allows = (host: string) => scopesOf[host]?.some((each) => scope.includes(each)) ?? false;
      const accessToken = add({ account, scopes: scope, endsAt, allows });
      return Response.json({ accessToken, expireTime: new Date(endsAt).toISOString() });
    },
    async exchange(request) {
      if (request.headers.has('authorization') || new URL(request.url).pathname !== '/v1/token') throw refused();
      const { options = '', subject_token: subject = '', ...rest } = Object.fromEntries(await form(request));
      const type = 'urn:ietf:params:oauth:token-type:access_token';
      const expected = {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        requested_token_type: type,
        subject_token_type: type,
      };
      if (JSON.stringify(Object.entries(rest).sort()) !== JSON.stringify(Object.entries(expected).sort()))
        throw refused();
      const whole = find(subject);
      // Only a token for everything may be narrowed, and only once.
      if (!whole?.scopes.includes(cloudPlatform)) throw refused();
      const access_token = add({ ...whole, scopes: [], allows: boundaryIn(options) });
      return Response.json({ access_token, issued_token_type: type, token_type: 'Bearer', expires_in: 900 });
    },
  };
};

const form = async (request: Request): Promise<URLSearchParams> => {
  const isForm = request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded');
  if (request.method !== 'POST' || !isForm) throw refused();
  return new URLSearchParams(await request.text());
};

/** docs.cloud.google.com/iam/docs/downscoping-short-lived-credentials#components-cab */
const boundaryIn = (options: string): LentToken['allows'] => {
  const { accessBoundary } = strictMembers(JSON.parse(options), ['accessBoundary']);
  const { accessBoundaryRules: rules } = strictMembers(accessBoundary, ['accessBoundaryRules']);
  if (!Array.isArray(rules) || rules.length !== 1) throw refused();
  const rule = strictMembers(rules[0], ['availableResource', 'availablePermissions', 'availabilityCondition']);
  if (JSON.stringify(rule['availablePermissions']) !== '["inRole:roles/storage.objectUser"]') throw refused();
  const { expression } = strictMembers(rule['availabilityCondition'], ['expression', 'title', 'description']);
  const [, bucket, objects = '', lists = ''] = condition.exec(String(expression)) ?? [];
  if (bucket === undefined || rule['availableResource'] !== `//storage.googleapis.com/projects/_/buckets/${bucket}`)
    throw refused();
  return (host, permission, resource, listPrefix) => {
    if (host !== 'storage.googleapis.com' || !objectUser.has(permission)) return false;
    // Whether an object is there is asked of the bucket, which is no object of the prefix.
    if (permission === 'storage.objects.list') return resource === bucket && (listPrefix ?? '').startsWith(lists);
    return resource.startsWith(`${bucket}/${objects}`);
  };
};

const refused = () => new GoogleRefusal(Response.json({ error: 'invalid_request' }, { status: 400 }));
