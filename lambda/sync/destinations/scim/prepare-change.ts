import type { ScimDestinationOptions } from '../../../../connectors/destinations/scim/options.ts';
import { member } from '../../../../connectors/scim/attribute-path.ts';
import type { JsonObject } from '../../json.ts';
import { DestinationError } from '../destination-error.ts';
import type { Change, FieldChange } from '../running-destination.ts';
import type { Abilities } from './discover.ts';
import { hasFilter, type ListStyle, patchBody, patchOperations } from './patch-operations.ts';
import { putResource } from './put-resource.ts';
import type { ScimService } from './scim-service.ts';
import { newUser } from './user-resource.ts';

/** How users are changed: what the service says and the configuration, corrected by what was refused. */
export interface ChangeManner {
  readonly update: 'patch' | 'put';
  readonly lists: ListStyle;
}

/** A request that makes a change. */
export interface PreparedChange {
  readonly method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the base address, encoded. */
  readonly path: string;
  readonly data?: JsonObject | undefined;
  /** The version that must still be there. */
  readonly version?: string | undefined;
  /** Whether it needs a service that knows filters in paths. */
  readonly hasFilter?: boolean | undefined;
}

/** What requests are made with. */
export interface PrepareOptions {
  readonly service: ScimService;
  readonly abilities: Abilities;
  readonly options: Pick<ScimDestinationOptions, 'match' | 'delete'>;
}

/**
 * The request that makes a change.
 *
 * @returns `undefined` if there is nothing to be sent; `gone` if the user that is to be put is not there
 * @throws DestinationError where the user must be read
 */
export const prepareChange = async (
  { service, abilities, options }: PrepareOptions,
  change: Change,
  manner: ChangeManner,
  signal: AbortSignal,
): Promise<PreparedChange | 'gone' | undefined> => {
  if (change.kind === 'create')
    return { method: 'POST', path: abilities.users, data: newUser(change.key, change.document, options.match) };
  const path = `${abilities.users}/${encodeURIComponent(change.id)}`;
  if (change.kind === 'delete' && options.delete === 'delete') return { method: 'DELETE', path };
  const fields = fieldsOf(change);
  if (fields.length === 0) return undefined;
  if (manner.update === 'put') return preparePut(service, abilities, path, fields, signal);
  const operations = patchOperations(fields, manner.lists);
  return {
    method: 'PATCH',
    path,
    data: patchBody(operations) as unknown as JsonObject,
    hasFilter: operations.some(hasFilter),
  };
};

/** Who is changed is to be active; who is gone is not. */
const fieldsOf = (change: Exclude<Change, { kind: 'create' }>): readonly FieldChange[] => {
  if (change.kind !== 'update') return [{ path: 'active', before: true, after: false }];
  const { fields, found } = change;
  const isActivated = found.isActive || fields.some(({ path }) => path === 'active');
  return isActivated ? fields : [...fields, { path: 'active', before: false, after: true }];
};

const preparePut = async (
  service: ScimService,
  { etag }: Abilities,
  path: string,
  fields: readonly FieldChange[],
  signal: AbortSignal,
): Promise<PreparedChange | 'gone'> => {
  const { status, body, headers } = await service.send('GET', path, signal);
  if (status === 404) return 'gone';
  if (status !== 200 || typeof member(body, 'id') !== 'string')
    throw new DestinationError('destination-failed', 'a user could not be read before it is put back', {
      detail: { status },
    });
  const version = headers.get('etag') ?? member(member(body, 'meta'), 'version');
  return {
    method: 'PUT',
    path,
    data: putResource(body as JsonObject, fields),
    ...(etag && typeof version === 'string' && { version }),
  };
};
