import type { Requirements, SecretField } from './connector.ts';

/**
 * The names of fields that must be entered into a source's secret, for people: `client_id, client_secret; or token`. Empty if there
 * are none.
 */
export const fieldsToEnter = ({ secret, entries }: Pick<Requirements, 'secret' | 'entries'>): string =>
  entries ? entries.map((names) => names.join(', ') || 'nothing').join('; or ') : requiredFields(secret);

/** The names of the fields that are required, with commas between them. */
export const requiredFields = (fields: readonly SecretField[]): string =>
  fields
    .filter(({ required }) => required)
    .map(({ name }) => name)
    .join(', ');
