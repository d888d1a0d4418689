/** A secret store holds something other than one JSON object of strings. The message never repeats what it holds. */
export class SecretInvalid extends Error {
  override readonly name = 'SecretInvalid';
  readonly code = 'secret-invalid';
}

/**
 * Checks the text of a source's secret.
 *
 * @throws SecretInvalid
 * @example parseSecret('{"user":"reader","password":"…"}')
 */
export const parseSecret = (text: string): Readonly<Record<string, string>> => {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid();
  if (!Object.values(value).every((field) => typeof field === 'string')) throw invalid();
  return value as Record<string, string>;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid();
  }
};

const invalid = () =>
  new SecretInvalid('the secret of this source is not a JSON object of strings, such as {"user":"…","password":"…"}');
