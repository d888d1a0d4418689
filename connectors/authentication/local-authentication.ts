import type { Authentication, Scheme, TokenEndpoints, TokenScheme } from './authentication.ts';
import { isLoopback, loopbackRanges } from './is-loopback.ts';

/** Where a source is on this machine, and where it is else. */
export interface LocalServer {
  /** The source's own address. */
  readonly server: string;
  /** What stands in for it on this machine. */
  readonly localServer?: string | undefined;
}

/**
 * An authentication as it is on this machine: authorization servers at the source's own origin are where the stand-in is, and what
 * is on this machine may be called.
 */
export const localAuthentication = (authentication: Authentication, place: LocalServer): Authentication => {
  const schemes = Object.entries(authentication.schemes).map(([name, scheme]): [string, Scheme] => [
    name,
    scheme.kind === 'token' ? moved(scheme, place) : scheme,
  ]);
  const isHere = place.localServer !== undefined || schemes.some(([, scheme]) => isOnThisMachine(scheme));
  const privateAddresses = isHere
    ? [...new Set([...authentication.privateAddresses, ...loopbackRanges])]
    : authentication.privateAddresses;
  return { ...authentication, schemes: Object.fromEntries(schemes), privateAddresses };
};

const moved = (scheme: TokenScheme, { server, localServer }: LocalServer): TokenScheme => {
  if (localServer === undefined) return scheme;
  const [from, to] = [new URL(server).origin, new URL(localServer).origin];
  const place = (url: string): string => {
    const { origin, pathname, search } = new URL(url);
    return origin === from ? `${to}${pathname}${search}` : url;
  };
  const { endpoints, grant } = scheme;
  return {
    ...scheme,
    endpoints: { ...endpoints, ...Object.fromEntries(addressesOf(endpoints).map(([name, url]) => [name, place(url)])) },
    ...(grant.type === 'githubApp' && { grant: { ...grant, api: place(grant.api) } }),
  };
};

const addressesOf = ({ hosts: _, ...urls }: TokenEndpoints): readonly [string, string][] =>
  Object.entries(urls).filter((entry): entry is [string, string] => entry[1] !== undefined);

const isOnThisMachine = (scheme: Scheme): boolean => {
  if (scheme.kind !== 'token') return false;
  const urls = addressesOf(scheme.endpoints).map(([, url]) => url);
  const api = scheme.grant.type === 'githubApp' ? [scheme.grant.api] : [];
  return [...urls, ...api].some((url) => isLoopback(new URL(url).hostname));
};
