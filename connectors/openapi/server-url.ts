import { isLoopback } from '../authentication/is-loopback.ts';

/**
 * What is wrong with the address of an API; `undefined` if it is right.
 *
 * @example serverProblem('http://tickets.example.com') // 'must begin with https://'
 */
export const serverProblem = (text: string): string | undefined =>
  text.startsWith('https://') ? addressProblem(text) : 'must begin with https://';

/** The same of an address that is used on this machine: here it may be without TLS, as long as it does not leave the machine. */
export const localServerProblem = (text: string): string | undefined => {
  const host = URL.parse(text)?.hostname ?? '';
  const isPlain = text.startsWith('http://') && isLoopback(host);
  return isPlain || text.startsWith('https://')
    ? addressProblem(text)
    : 'must begin with https://, or with http:// and a host of this machine, such as http://127.0.0.1:8790';
};

const addressProblem = (text: string): string | undefined => {
  const url = URL.parse(text);
  if (!url || /\s/.test(text)) return 'is not a URL';
  if (url.username || url.password) return 'must not hold a user or password';
  if (/[?#]/.test(text)) return 'must not have a query or fragment';
  if (/[%\\;{}]/.test(text)) return 'must not have escapes, braces, backslashes or semicolons';
  if (/\/\/|\/\.{1,2}(?:\/|$)/.test(text.slice(text.indexOf('://') + 3)))
    return 'must not have empty segments or dots in its path';
  return undefined;
};
