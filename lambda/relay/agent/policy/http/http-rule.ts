import { isIP } from 'node:net';
import type { WrittenHttpRule } from '../schema/http-rule-schema.ts';
import { type PathPattern, pathPattern } from './path-pattern.ts';

/** A rule about calls of an HTTP API, ready to compare. */
export interface HttpRule {
  readonly written: WrittenHttpRule;
  readonly port: number;
  readonly isHost: (host: string) => boolean;
  readonly methods: ReadonlySet<string>;
  readonly paths: readonly PathPattern[];
  /** `undefined` if any will do. */
  readonly parameters: ReadonlySet<string> | undefined;
  readonly headers: ReadonlySet<string>;
  /** Ranges of private addresses that may be connected to. */
  readonly addresses: readonly string[];
  /** Absolute paths. */
  readonly ca: string | undefined;
  readonly secret: string | undefined;
}

/** @param absolute makes a path of the file absolute */
export const httpRule = (written: WrittenHttpRule, absolute: (path: string) => string): HttpRule => {
  const { scheme, host, port, methods, paths, query, headers, addresses, ca, secret } = written;
  const version = isIP(host);
  return {
    written,
    port: port ?? (scheme === 'https' ? 443 : 80),
    isHost: host.startsWith('*.') ? (name) => name.endsWith(host.slice(1)) : (name) => name === host,
    methods: new Set(methods),
    paths: paths.map(pathPattern),
    parameters: query === 'any' ? undefined : new Set(query),
    headers: new Set(headers),
    addresses: version ? [`${host}/${version === 4 ? 32 : 128}`] : addresses,
    ca: ca && absolute(ca),
    secret: secret && absolute(secret.file),
  };
};
