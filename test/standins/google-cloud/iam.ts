import type { Check } from './cloud-storage.ts';
import { jsonRefusal, strictBody } from './google-refusal.ts';

/** A binding of a policy, as IAM has it. */
export interface PolicyBinding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition?: { readonly expression: string };
}

/** A service account. */
export interface ServiceAccount {
  readonly uniqueId: string;
  readonly bindings: readonly PolicyBinding[];
}

/** IAM and its credentials, as far as an operator reads them. */
export interface Iam {
  /** By address. */
  readonly accounts: Map<string, ServiceAccount>;
  /** Providers, as the API shows them, by the pool: `projects/<number>/locations/global/workloadIdentityPools/<pool>`. */
  readonly pools: Map<string, readonly Readonly<Record<string, unknown>>[]>;
  answer(request: Request, check: Check): Promise<Response>;
}

/** The ID token that is given for an account and an audience. */
export const idTokenOf = (email: string, audience: string): string => `CANARY.${btoa(`${email} ${audience}`)}.CANARY`;

const accountPlace = /^\/v1\/projects\/([a-z0-9-]+)\/serviceAccounts\/([^/:]+)(:getIamPolicy)?$/;
const pageSize = 2;

export const iam = (): Iam => {
  const accounts: Iam['accounts'] = new Map();
  const pools: Iam['pools'] = new Map();

  const account = (email: string): ServiceAccount => {
    const found = accounts.get(email);
    if (!found) throw jsonRefusal('NOT_FOUND');
    return found;
  };

  const idToken = async (request: Request, email: string, check: Check): Promise<Response> => {
    const { audience, includeEmail } = await strictBody(request, ['audience', 'includeEmail', 'delegates']);
    if (!check('iam.serviceAccounts.getOpenIdToken', email))
      throw jsonRefusal('PERMISSION_DENIED', 'IAM_PERMISSION_DENIED');
    account(email);
    if (typeof audience !== 'string' || typeof includeEmail !== 'boolean') throw jsonRefusal('INVALID_ARGUMENT');
    return Response.json({ token: idTokenOf(email, audience) });
  };

  /** In pages, as a list may come. */
  const providers = (url: URL, pool: string): Response => {
    const all = pools.get(pool);
    if (!all) throw jsonRefusal('NOT_FOUND');
    const from = Number(url.searchParams.get('pageToken') ?? 0);
    const next = from + pageSize < all.length ? { nextPageToken: String(from + pageSize) } : {};
    return Response.json({ workloadIdentityPoolProviders: all.slice(from, from + pageSize), ...next });
  };

  return {
    accounts,
    pools,
    async answer(request, check) {
      const url = new URL(request.url);
      const path = decodeURIComponent(url.pathname);
      const demand = (permission: string, resource: string): void => {
        if (!check(permission, resource)) throw jsonRefusal('PERMISSION_DENIED', 'IAM_PERMISSION_DENIED');
      };
      const [, tokenFor] = /^\/v1\/projects\/-\/serviceAccounts\/([^/:]+):generateIdToken$/.exec(path) ?? [];
      if (url.host === 'iamcredentials.googleapis.com') {
        if (request.method !== 'POST' || tokenFor === undefined) throw jsonRefusal('NOT_FOUND');
        return idToken(request, tokenFor, check);
      }
      const [, pool] =
        /^\/v1\/(projects\/\d+\/locations\/global\/workloadIdentityPools\/[^/]+)\/providers$/.exec(path) ?? [];
      if (pool !== undefined && request.method === 'GET') {
        demand('iam.workloadIdentityPoolProviders.list', pool);
        return providers(url, pool);
      }
      const [, , email, method] = accountPlace.exec(path) ?? [];
      if (email !== undefined && method === undefined && request.method === 'GET') {
        demand('iam.serviceAccounts.get', email);
        return Response.json({ email, uniqueId: account(email).uniqueId });
      }
      // This one is a POST, though it changes nothing.
      if (email !== undefined && method !== undefined && request.method === 'POST') {
        demand('iam.serviceAccounts.getIamPolicy', email);
        if (url.search !== '?options.requestedPolicyVersion=3') throw jsonRefusal('INVALID_ARGUMENT');
        const { bindings } = account(email);
        return Response.json({ version: 3, etag: 'CANARY', ...(bindings.length > 0 && { bindings }) });
      }
      throw jsonRefusal('NOT_FOUND');
    },
  };
};
