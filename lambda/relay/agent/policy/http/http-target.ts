import { PolicyRefusal } from '../policy-refusal.ts';
import { pathSegments } from './path-segments.ts';

/** Where a call goes, in the one form that rules are compared with. */
export interface HttpTarget {
  readonly url: URL;
  readonly scheme: 'https' | 'http';
  /** As the URL parser writes it, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** Decoded, the empty one after a slash at the end too. */
  readonly segments: readonly string[];
  /** Whether decoding them left escapes. */
  readonly isEscapedTwice: boolean;
  /** Names of the query's parameters. */
  readonly parameters: readonly string[];
}

const longest = 32_768;

/**
 * Reads the address of a call. It must be written exactly as the URL parser writes it: then the rule and the connection speak of the same
 * host, and no tab, backslash, dot segment, number in the place of an address or user before the host is left to be understood otherwise.
 *
 * @throws PolicyRefusal
 */
export const httpTarget = (text: string): HttpTarget => {
  const url = text.length <= longest ? URL.parse(text) : null;
  if (url?.href !== text) throw otherForm('an address that is not written as URL parsers write it');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw otherForm('a scheme that is neither https nor http');
  if (url.username !== '' || url.password !== '') throw otherForm('a user in the address');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!host.includes(':') && host.split('.').includes('')) throw otherForm('a host with a dot too many');
  const isSecure = url.protocol === 'https:';
  return {
    url,
    scheme: isSecure ? 'https' : 'http',
    host,
    port: Number(url.port || (isSecure ? 443 : 80)),
    ...pathSegments(url.pathname),
    parameters: parametersOf(url),
  };
};

/** Some servers part parameters at a semicolon too. */
const parametersOf = (url: URL): readonly string[] => {
  if (url.search.includes(';')) throw otherForm('a semicolon in the query that is not escaped');
  return [...url.searchParams.keys()];
};

const otherForm = (what: string): PolicyRefusal =>
  new PolicyRefusal(
    `the call has ${what}`,
    'No rule allows that: the gate writes no such address, so look at who sent it.',
  );
