import { isIP } from 'node:net';
import type { Authentication } from '../../../connectors/authentication/authentication.ts';
import { isLoopback, loopbackRanges } from '../../../connectors/authentication/is-loopback.ts';
import { usualHeaders } from '../../../lambda/relay/agent/policy/http/allowed-headers.ts';
import type { SourceCall } from './source-call.ts';
import { credentialParts, tokenCalls } from './token-calls.ts';

/** Private networks (RFC 1918): where nobody knows better. */
const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/** What a source calls, and how it proves who calls. */
export interface CallingSource {
  readonly calls: readonly SourceCall[];
  readonly authentication: Authentication;
  /** Ranges of private addresses that the source's configuration names. */
  readonly privateAddresses: readonly string[];
}

/** The rules that allow exactly these calls: one for each set of methods, parameters and headers, with all of its paths. */
export const httpRules = ({ calls, authentication, privateAddresses }: CallingSource): readonly object[] => {
  const { headers, query } = credentialParts(authentication);
  const proven = calls.map((call) => ({
    ...call,
    headers: [...call.headers, ...headers],
    query: call.query === 'any' ? ('any' as const) : [...call.query, ...query],
  }));
  const sent = [...proven, ...tokenCalls(authentication)].map(inOrder);
  const needed = sent.filter((call, at) => !sent.some((other, index) => covers(other, call, index < at)));
  const groups = Map.groupBy(needed, ({ path: _, ...others }) => JSON.stringify(others));
  return [...groups.values()].map((group) => ruleOf(group, privateAddresses));
};

const inOrder = (call: SourceCall): SourceCall => ({
  ...call,
  query: call.query === 'any' ? 'any' : [...new Set(call.query)].toSorted(),
  headers: [...new Set(call.headers)].filter((name) => !usualHeaders.has(name)).toSorted(),
});

/** Whether a call is allowed where another one is. Of two that are the same, the first counts. */
const covers = (other: SourceCall, call: SourceCall, isBefore: boolean): boolean => {
  const isSame =
    other.origin === call.origin && other.path === call.path && `${other.escapedTwice}` === `${call.escapedTwice}`;
  if (!isSame || !within(call.methods, other.methods) || !within(call.headers, other.headers)) return false;
  if (other.query !== 'any' && (call.query === 'any' || !within(call.query, other.query))) return false;
  const isEqual = JSON.stringify(other) === JSON.stringify(call);
  return isEqual ? isBefore : true;
};

const within = (some: readonly string[], all: readonly string[]): boolean => some.every((each) => all.includes(each));

const ruleOf = (group: readonly SourceCall[], privateAddresses: readonly string[]): object => {
  const { origin, methods, query, headers, escapedTwice } = group[0]!;
  const { protocol, hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  const usual = methods.length === 2 && within(methods, ['GET', 'HEAD']);
  return {
    http: {
      ...(protocol === 'http:' && { scheme: 'http' }),
      host,
      ...(port !== '' && { port: Number(port) }),
      ...(!usual && { methods: [...methods] }),
      paths: [...new Set(group.map(({ path }) => path))],
      ...(query.length > 0 && { query }),
      ...(headers.length > 0 && { headers }),
      ...(escapedTwice && { escapedTwice }),
      ...(isIP(host) === 0 && { addresses: addressesOf(host, privateAddresses) }),
    },
  };
};

const addressesOf = (host: string, privateAddresses: readonly string[]): readonly string[] => {
  if (isLoopback(host)) return loopbackRanges;
  return privateAddresses.length > 0 ? privateAddresses : privateNetworks;
};
