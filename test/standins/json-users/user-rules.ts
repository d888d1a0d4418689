import { Refusal } from '../stand-in.ts';

/** A user of the API. */
export interface JsonUser {
  readonly id: string;
  readonly createdAt: string;
  readonly login: string;
  readonly mail: string | null;
  readonly active: boolean;
  readonly profile: { readonly [name: string]: string };
  readonly tags: readonly { readonly name: string; readonly since?: string }[];
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const members: Readonly<Record<string, (value: unknown) => boolean>> = {
  login: (value) => typeof value === 'string' && value !== '',
  mail: (value) => value === null || isText(value),
  active: (value) => typeof value === 'boolean',
  profile: (value) => isRecord(value) && Object.values(value as object).every(isText),
  tags: (value) => Array.isArray(value) && value.every(isRecord),
};

/** What a user is who is given nothing but a login. */
const bare = { mail: null, active: true, profile: {}, tags: [] };

/**
 * A user as it was written, whole.
 *
 * @param before who is written over: what only the API writes may be sent back as it is
 * @throws Refusal
 */
export const checkedUser = (written: object, id: string, before?: JsonUser): JsonUser => {
  const own = { id, createdAt: before?.createdAt ?? `2026-01-01T00:00:00Z` };
  for (const [name, value] of Object.entries(written)) {
    if (before && name in own && own[name as keyof typeof own] === value) continue;
    if (!Object.hasOwn(members, name) || !members[name]!(value))
      throw new Refusal(400, { message: `CANARY ${name} can not be ${value}` });
  }
  const user: JsonUser = { ...bare, ...(written as Pick<JsonUser, 'login'>), ...own };
  if (!members['login']!(user.login)) throw new Refusal(400, { message: 'CANARY no login' });
  return user;
};

/** A user with what a merge patch says (RFC 7396), of the members alone. Throws Refusal. */
export const checkedChange = (before: JsonUser, patch: object): JsonUser => {
  const { id, createdAt: _, ...rest } = before;
  return { ...checkedUser({ ...rest, ...patch }, id), createdAt: before.createdAt };
};
