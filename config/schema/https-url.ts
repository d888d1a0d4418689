import * as z from 'zod';

/**
 * An https URL without user, query or fragment. It is kept as written: an issuer is compared character by character, its
 * trailing slash included (OpenID Connect Discovery 1.0, section 4.3).
 */
export const httpsUrl = (description: string, example: string) =>
  z
    .string()
    .superRefine((text, context) => {
      const problem = urlProblem(text);
      if (problem) context.addIssue({ code: 'custom', message: problem });
    })
    .meta({ description, examples: [example], pattern: '^https://[^\\s?#]+$' });

/** The form in which two URLs are the same address: scheme and host in lower case, no default port, no trailing slash. */
export const sameUrl = (url: string): string => (URL.parse(url)?.href ?? url).replace(/\/$/, '');

const urlProblem = (text: string): string | undefined => {
  if (!text.startsWith('https://')) return 'must begin with https://';
  const url = URL.parse(text);
  if (!url || /\s/.test(text)) return 'is not a URL';
  if (url.username || url.password) return 'must not hold a user or password';
  if (text.includes('?')) return 'must not have a query (the part from "?" on)';
  if (text.includes('#')) return 'must not have a fragment (the part from "#" on)';
  return undefined;
};
