import type { PanintelligenceOptions } from '../../../../connectors/destinations/panintelligence/options.ts';
import type { JsonObject } from '../../json.ts';
import { type AskJson, unwanted } from '../ask-json.ts';
import { DestinationError } from '../destination-error.ts';
import { isJsonObject } from '../is-json-object.ts';
import { userCode } from './user-code.ts';

/** A user as the list has it. */
export interface DashboardUser {
  /** Its number. */
  readonly id: string;
  readonly usercode: string;
  readonly readableUserCode: string;
  readonly isActive: boolean;
}

/** What of version 2 of the API is called. All of it throws as AskJson does, and DestinationError. */
export interface PanintelligenceApi {
  /** Everybody; the list comes whole. */
  users(signal: AbortSignal): Promise<readonly DashboardUser[]>;
  /** What a user is, in the form of a payload; `undefined` if it is not there any more. */
  payload(user: DashboardUser, signal: AbortSignal): Promise<JsonObject | undefined>;
  /** @returns the status */
  sync(text: string, signal: AbortSignal): Promise<number>;
  /** @returns the status */
  remove(user: DashboardUser, signal: AbortSignal): Promise<number>;
}

/**
 * @param address of version 2 of the API, without a slash at its end
 * @see https://panintelligence.atlassian.net/wiki/spaces/PD/pages/1664516098/Auto+User+Sync
 * @see https://github.com/Panintelligence/api-examples
 */
export const panintelligenceApi = (
  ask: AskJson,
  address: string,
  { payloadParameter }: Pick<PanintelligenceOptions, 'payloadParameter'>,
): PanintelligenceApi => ({
  users: async (signal) => {
    const name = 'GET /users';
    const keep = (row: unknown) => userOf(row, name);
    // With all that they are, a hundred thousand users are far more than a function could hold.
    const { status, body } = await ask({ name, method: 'GET', url: `${address}/users`, reads: 'json', keep }, signal);
    if (status !== 200) throw unwanted(name, status, 'is baseUrl right, and may the user of the gate see users?');
    return body as readonly DashboardUser[];
  },
  payload: async ({ id, usercode }, signal) => {
    const name = 'GET /users/syncPayload';
    const value = payloadParameter === 'userId' ? id : usercode;
    const url = `${address}/users/syncPayload?${new URLSearchParams({ [payloadParameter]: value })}`;
    const { status, body } = await ask({ name, method: 'GET', url, reads: 'json' }, signal);
    if (status === 404) return undefined;
    if (status !== 200) throw unwanted(name, status, 'is payloadParameter the one of your version?');
    return payloadOf(body, usercode, name);
  },
  sync: async (text, signal) => {
    const call = { name: 'POST /users/sync', method: 'POST', url: `${address}/users/sync`, body: text } as const;
    return (await ask({ ...call, reads: 'nothing' }, signal)).status;
  },
  remove: async ({ id }, signal) => {
    const url = `${address}/users/${encodeURIComponent(id)}`;
    return (await ask({ name: 'DELETE /users/{id}', method: 'DELETE', url, reads: 'nothing' }, signal)).status;
  },
});

const userOf = (row: unknown, name: string): DashboardUser => {
  const { id, usercode, readableUserCode, clientEnabled } = isJsonObject(row) ? row : {};
  if (typeof usercode !== 'string' || !Number.isSafeInteger(id))
    throw unexpected(`${name}: a user has no usercode, or no number as its id`);
  return {
    id: String(id),
    usercode,
    readableUserCode: typeof readableUserCode === 'string' ? readableUserCode : usercode,
    isActive: clientEnabled !== false,
  };
};

/** The array with one user, or that user alone. Somebody else's would be written over this one. */
const payloadOf = (body: unknown, usercode: string, name: string): JsonObject => {
  const payload = Array.isArray(body) && body.length === 1 ? body[0] : body;
  const user = isJsonObject(payload) ? payload['user'] : undefined;
  if (!isJsonObject(payload) || !isJsonObject(user)) throw unexpected(`${name}: the answer is no payload of one user`);
  if (userCode(String(user['usercode'])) !== userCode(usercode))
    throw unexpected(`${name}: the answer is the payload of another user`);
  return payload;
};

const unexpected = (message: string): DestinationError =>
  new DestinationError('destination-unexpected', `${message}: is this version 2 of the API?`);
