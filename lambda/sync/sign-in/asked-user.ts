import * as z from 'zod/mini';
import type { JsonObject } from '../json.ts';
import { SyncRefused } from '../routes/sync-refused.ts';
import { isPlain } from './is-plain.ts';

/** An entity as a server knows it, in the words of the source. */
export interface GivenEntity {
  readonly id: string;
  readonly name: string;
  readonly attributes?: JsonObject | undefined;
}

/** A group that the user is in. */
export interface GivenGroup extends GivenEntity {
  /** What the membership itself says. */
  readonly membership?: JsonObject | undefined;
}

/** A user, with all groups that the user is in. */
export interface GivenUser {
  readonly user: GivenEntity;
  /** @default - the sync has none */
  readonly groups?: readonly GivenGroup[] | undefined;
}

const text = z.string().check(z.minLength(1), z.maxLength(1_024));
const members = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isPlain(value),
);
const entity = { id: text, name: text, attributes: z.exactOptional(members) };
const groups = z.array(z.strictObject({ ...entity, membership: z.exactOptional(members) })).check(z.maxLength(5_000));

const kept = z.strictObject({ user: text });
const given = z.strictObject({ user: z.strictObject(entity) });
const givenWithGroups = z.strictObject({ user: z.strictObject(entity), groups });

/** Whose token is asked for, where facts are kept: the key. Throws SyncRefused `request-malformed`, which repeats no value. */
export const keyIn = (body: Uint8Array): string => read(kept, body, '{ "user": "<key>" }').user;

/**
 * Whose token is asked for, where facts are given. Groups must be said where the sync has them, though there be none: who forgets them would take a
 * user's roles away.
 *
 * Throws SyncRefused `request-malformed`, which repeats no value.
 */
export const userIn = (body: Uint8Array, hasGroups: boolean): GivenUser =>
  hasGroups
    ? read(givenWithGroups, body, '{ "user": { "id", "name", "attributes" }, "groups": [ { "id", "name" } ] }')
    : read(given, body, '{ "user": { "id", "name", "attributes" } }');

const read = <Value>(form: z.ZodMiniType<Value>, body: Uint8Array, example: string): Value => {
  const { success, data, error } = form.safeParse(json(body));
  if (success) return data;
  const fields = new Set(error.issues.map(({ path, code }) => (path.length > 0 ? path.join('.') : code)));
  throw new SyncRefused('request-malformed', `Send JSON of the form ${example}, and nothing besides.`, {
    reason: `the body is wrong at ${[...fields].slice(0, 5).join(', ')}`,
  });
};

const json = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // A parser's own message quotes the text.
    return undefined;
  }
};
