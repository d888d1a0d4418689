import { PlatformError } from './platform-error.ts';

/**
 * Checks the text of a source's secret: one JSON object of strings. No message ever repeats what the store holds.
 *
 * @throws PlatformError `secret-invalid`
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
  new PlatformError(
    'secret-invalid',
    'the secret of this source is not a JSON object of strings, such as {"user":"…","password":"…"}: enter it again',
  );
