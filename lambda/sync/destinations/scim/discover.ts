import { groupSchema, userSchema } from '../../../../connectors/destinations/scim/user-attributes.ts';
import { member } from '../../../../connectors/scim/attribute-path.ts';
import { type SchemaFacts, schemaFacts } from './schema-facts.ts';
import { bodyRead, type ScimService } from './scim-service.ts';

/** What a service says that it can do. */
export interface Abilities {
  readonly patch: boolean;
  /** `undefined`: it takes no bulk requests. */
  readonly bulk?: { readonly operations: number; readonly bytes: number } | undefined;
  readonly filter: boolean;
  readonly sort: boolean;
  readonly etag: boolean;
  /** Pages are asked for by cursor (RFC 9865), and not by index. */
  readonly cursor: boolean;
  /** Resources that it sends at once at most. */
  readonly page: number;
  /** Where users and groups are, below the base address. */
  readonly users: string;
  readonly groups: string;
  readonly schema: SchemaFacts;
}

const pageSize = 200;
/** RFC 7644, section 3.7.4, has a megabyte as its example; who says nothing gets no more. */
const defaultBytes = 1_048_576;
const mostOperations = 1_000;

/**
 * Asks a service for its ServiceProviderConfig, ResourceTypes and Schemas (RFC 7644, section 4). Who does not show them is taken for
 * one that can patch, filters, and does nothing else.
 */
export const discover = async (service: ScimService, signal: AbortSignal): Promise<Abilities> => {
  const config = await readConfig(service, signal);
  const [types, schemas] = await Promise.all(
    ['ResourceTypes', 'Schemas'].map((path) => readIfShown(service, path, signal)),
  );
  const isSupported = (name: string): boolean => member(member(config, name), 'supported') === true;
  const isKnown = config !== undefined;
  const pagination = member(config, 'pagination');
  return {
    patch: !isKnown || isSupported('patch'),
    ...(isSupported('bulk') && { bulk: bulkOf(member(config, 'bulk')) }),
    filter: !isKnown || isSupported('filter'),
    sort: isSupported('sort'),
    etag: isSupported('etag'),
    cursor: member(pagination, 'cursor') === true,
    page: Math.min(
      pageSize,
      whole(member(member(config, 'filter'), 'maxResults')) ?? pageSize,
      whole(member(pagination, 'maxPageSize')) ?? pageSize,
    ),
    users: endpointOf(types, userSchema) ?? 'Users',
    groups: endpointOf(types, groupSchema) ?? 'Groups',
    schema: schemaFacts(resourcesOf(schemas)),
  };
};

const bulkOf = (bulk: unknown) => ({
  operations: Math.min(mostOperations, whole(member(bulk, 'maxOperations')) ?? 100),
  bytes: whole(member(bulk, 'maxPayloadSize')) ?? defaultBytes,
});

const notShown: ReadonlySet<number> = new Set([400, 403, 404, 405, 406, 501]);

/** The first question of all: who can not answer it otherwise than by failing can not be used. */
const readConfig = async (service: ScimService, signal: AbortSignal): Promise<unknown> => {
  const answer = await service.send('GET', 'ServiceProviderConfig', signal);
  if (answer.status === 200) return answer.body;
  return notShown.has(answer.status) ? undefined : bodyRead(answer, 'ServiceProviderConfig');
};

const readIfShown = async (service: ScimService, path: string, signal: AbortSignal): Promise<unknown> => {
  const { status, body } = await service.send('GET', path, signal);
  return status === 200 ? body : undefined;
};

/** A list as RFC 7644 wants it, or without its wrapping, as some send it. */
const resourcesOf = (list: unknown): readonly unknown[] => {
  const resources = Array.isArray(list) ? list : member(list, 'Resources');
  return Array.isArray(resources) ? resources : [];
};

/** Only what is a place below the base address is gone to. */
const endpointOf = (types: unknown, schema: string): string | undefined => {
  const type = resourcesOf(types).find((each) => member(each, 'schema') === schema);
  const endpoint = member(type, 'endpoint');
  return typeof endpoint === 'string' ? /^\/?([\w-]+)$/.exec(endpoint)?.[1] : undefined;
};

const whole = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
