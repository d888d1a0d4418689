import { member } from '../../../../connectors/scim/attribute-path.ts';
import type { JsonObject } from '../../json.ts';
import { DestinationError } from '../destination-error.ts';
import type { Found } from '../running-destination.ts';
import type { Match } from './user-resource.ts';

const notOfTheMap: ReadonlySet<string> = new Set(['id', 'meta', 'schemas', 'groups', 'password']);

/**
 * A user as a service has it. The key is its externalId, or the userName of one that has none.
 *
 * @throws DestinationError if it is no user
 */
export const foundUser = (resource: unknown, match: Match): Found => {
  const id = member(resource, 'id');
  const userName = member(resource, 'userName');
  if (typeof id !== 'string' || id === '' || typeof userName !== 'string')
    throw new DestinationError(
      'destination-unexpected',
      'the service sends a user without id or userName: ask who runs it',
    );
  const externalId = externalIdOf(resource);
  return {
    key: match === 'externalId' && externalId !== undefined ? externalId : userName,
    id,
    isActive: isTrue(member(resource, 'active')),
    document: Object.fromEntries(Object.entries(resource as JsonObject).filter(([name]) => !notOfTheMap.has(name))),
  };
};

/** `undefined` if it has none. */
export const externalIdOf = (resource: unknown): string | undefined => {
  const externalId = member(resource, 'externalId');
  return typeof externalId === 'string' && externalId !== '' ? externalId : undefined;
};

/** Who does not say it is active; some say it by a text. */
const isTrue = (active: unknown): boolean => String(active ?? true).toLowerCase() !== 'false';
