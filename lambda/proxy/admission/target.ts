import { ProxyRefused } from './proxy-refused.ts';

/** Longer targets are refused by many servers (RFC 9110, section 4.1, asks for 8000 bytes at least). */
const maximumLength = 8 * 1024;

/** No spaces, no control characters and nothing but ASCII: all else has to be percent-encoded (RFC 3986, section 2). */
const printable = /^[\x21-\x7e]*$/;

/** A request's target, cut but not decoded. */
export interface Target {
  /** What stands between the slashes: at least one, the last one empty if the path ends in a slash. */
  readonly segments: readonly string[];
  /** Without its question mark; empty if there is none. */
  readonly query: string;
}

/**
 * Cuts a request's target in origin form (RFC 9112, section 3.2.1) into its parts. Absolute URLs, authorities and `*` have no business
 * here, nor has a fragment.
 *
 * @throws ProxyRefused `target-too-long`, `target-malformed` or `encoding-malformed`
 */
export const cutTarget = (target: string): Target => {
  if (target.length > maximumLength) throw new ProxyRefused('target-too-long');
  if (!target.startsWith('/') || target.includes('#')) throw new ProxyRefused('target-malformed');
  if (!printable.test(target)) throw new ProxyRefused('encoding-malformed');
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  return { segments: path.slice(1).split('/'), query: mark < 0 ? '' : target.slice(mark + 1) };
};
