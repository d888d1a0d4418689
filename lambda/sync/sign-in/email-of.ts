import type { JsonObject } from '../json.ts';

/**
 * The mail address in what a destination is to have of a user, wherever its own words have it: `user.email` (Panintelligence), `email`, or the primary
 * one of `emails` (SCIM, RFC 7643 §4.1.2), the first if none is.
 *
 * @returns `undefined` if there is none
 * @example emailOf({ user: { email: 'info@example.com' } }) // 'info@example.com'
 */
export const emailOf = (document: JsonObject): string | undefined => {
  const { user, email, emails } = document;
  return textOf(membersOf(user)['email']) ?? textOf(email) ?? primaryOf(emails);
};

const primaryOf = (emails: unknown): string | undefined => {
  if (!Array.isArray(emails)) return undefined;
  const all = emails.map(membersOf);
  return textOf((all.find(({ primary }) => primary === true) ?? all[0])?.['value']);
};

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
