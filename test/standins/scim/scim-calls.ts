import { applyPatch, type PatchRules } from './scim-patch.ts';
import { answerList, type ListRules } from './scim-query.ts';
import { ScimRefusal } from './scim-refusal.ts';
import { checkResource, groupSchema, isObject, type Resource, shownSchemas, userSchema } from './scim-schema.ts';
import type { ScimStore } from './scim-store.ts';

/** A call of the API, below its base address. */
export interface ScimCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly ifMatch: string | undefined;
}

export interface ScimCallAnswer {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a service can do, and what it insists on. */
export interface CallRules {
  readonly patch: boolean;
  readonly put: boolean;
  readonly delete: boolean;
  readonly etags: boolean;
  /** What of it is shown at all: ServiceProviderConfig, Schemas, ResourceTypes. */
  readonly isShown: boolean;
  readonly bulk: { readonly maxOperations: number; readonly maxPayloadSize: number } | undefined;
  readonly list: ListRules;
  readonly patches: PatchRules;
  /** A PATCH of a group beyond so many members loses the others (FusionAuth 1.36 to 1.51), so often. */
  readonly losses: { readonly beyond: number; times: number } | undefined;
}

const kinds = { Users: userSchema, Groups: groupSchema } as const;
type Kind = keyof typeof kinds;

/** Answers one call. @throws ScimRefusal */
export const answerCall = (store: ScimStore, rules: CallRules, call: ScimCall): ScimCallAnswer => {
  const [, place = '', id, ...more] = call.path.split('/').map(decodeURIComponent);
  if (more.length > 0) throw new ScimRefusal(404);
  if (place === 'ServiceProviderConfig' || place === 'Schemas' || place === 'ResourceTypes') {
    if (call.method !== 'GET' || id !== undefined || !rules.isShown) throw new ScimRefusal(404);
    return { status: 200, body: shown(place, rules) };
  }
  if (!(place in kinds)) throw new ScimRefusal(404);
  const kind = place as Kind;
  return id === undefined ? answerAll(store, rules, kind, call) : answerOne(store, rules, kind, id, call);
};

const answerAll = (
  store: ScimStore,
  rules: CallRules,
  kind: Kind,
  { method, query, body }: ScimCall,
): ScimCallAnswer => {
  if (method === 'GET') {
    const filters = kind === 'Users' ? rules.list.filters : rules.list.filters.length > 0 ? ['displayName'] : [];
    return { status: 200, body: answerList(store.all(kind), query, { ...rules.list, filters }) };
  }
  if (method !== 'POST') throw new ScimRefusal(405);
  return shownOne(store, rules, kind, store.create(kind, checkResource(body, kinds[kind])), 201);
};

const answerOne = (store: ScimStore, rules: CallRules, kind: Kind, id: string, call: ScimCall): ScimCallAnswer => {
  const there = store.read(kind, id);
  const { method, body, ifMatch } = call;
  if (ifMatch !== undefined && ifMatch !== store.version(id)) throw new ScimRefusal(412);
  switch (method) {
    case 'GET':
      return shownOne(store, rules, kind, id);
    case 'PUT':
      if (!rules.put) throw new ScimRefusal(501);
      store.replace(id, checkResource(withoutOwnId(body, id), kinds[kind]));
      return shownOne(store, rules, kind, id);
    case 'PATCH':
      if (!rules.patch) throw new ScimRefusal(501);
      store.replace(id, losing(applyPatch(there, body, kinds[kind], rules.patches), rules));
      return kind === 'Groups' ? { status: 204 } : shownOne(store, rules, kind, id);
    case 'DELETE':
      if (!rules.delete) throw new ScimRefusal(405);
      store.delete(kind, id);
      return { status: 204 };
    default:
      throw new ScimRefusal(405);
  }
};

/** An id may stand in what is put, if it is the right one. */
const withoutOwnId = (body: unknown, id: string): unknown => {
  if (!isObject(body) || body['id'] !== id) return body;
  const { id: _, ...resource } = body;
  return resource;
};

const losing = (resource: Resource, { losses }: CallRules): Resource => {
  const members = resource['members'];
  if (!losses || losses.times === 0 || !Array.isArray(members) || members.length <= losses.beyond) return resource;
  losses.times--;
  return { ...resource, members: members.slice(0, losses.beyond) };
};

const shownOne = (store: ScimStore, { etags }: CallRules, kind: Kind, id: string, status = 200): ScimCallAnswer => {
  const body = store.show(kind, id);
  return {
    status,
    body,
    headers: {
      ...(etags && { etag: store.version(id) }),
      ...(status === 201 && { location: `https://app.example.com/scim/${kind}/${id}` }),
    },
  };
};

const shown = (place: 'ServiceProviderConfig' | 'Schemas' | 'ResourceTypes', rules: CallRules): object => {
  const { patch, bulk, etags, list } = rules;
  const listOf = (resources: readonly object[]) => ({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: resources.length,
    Resources: resources,
  });
  if (place === 'Schemas') return listOf(shownSchemas());
  if (place === 'ResourceTypes')
    return listOf(Object.entries(kinds).map(([name, schema]) => ({ id: name, endpoint: `/${name}`, schema })));
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: patch },
    bulk: { supported: bulk !== undefined, ...(bulk ?? { maxOperations: 0, maxPayloadSize: 0 }) },
    filter: { supported: list.filters.length > 0, maxResults: list.page },
    sort: { supported: list.sort },
    etag: { supported: etags },
    changePassword: { supported: false },
    ...(list.cursor && { pagination: { cursor: true, index: false } }),
    authenticationSchemes: [],
  };
};
