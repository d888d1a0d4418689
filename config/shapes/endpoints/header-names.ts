/** Why a header can not be named, by its name or the beginning of it. */
type Reasons = readonly (readonly [pattern: RegExp, reason: string])[];

const connection = 'is between two machines only (RFC 9110, section 7.6.1)';
const credentials = 'carries credentials, which the gate adds itself';
const body = 'follows from the body';
const way = 'says where a request came from or goes to, which the gate decides';
const method = 'changes the method behind the back of the allow-list';
const gate = 'is set by the gate itself';
const toGate = 'speaks to the gate, and never to the source';

/** Hop-by-hop headers, and those that mean the same in practice. */
const hopByHop: Reasons = [
  [/^(connection|keep-alive|te|trailer|transfer-encoding|upgrade|http2-settings)$/, connection],
  [/^proxy-/, connection],
];

const request: Reasons = [
  ...hopByHop,
  [/^(authorization|x-serverless-authorization|cookie2?|x-api-key|x-auth-token)$/, credentials],
  [/^content-/, body],
  [/^(digest|repr-digest|expect)$/, body],
  [
    /^(host|forwarded|via|x-forwarded(-.*)?|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-connecting-ip|client-ip)$/,
    way,
  ],
  [/^(x-original-(url|uri|host|method)|x-rewrite-url|x-host|x-http-host-override|x-forwarded-.*)$/, way],
  [/^x-(http-)?method(-override)?$/, method],
  [/^(accept-encoding|user-agent|range|if-range|if-match|if-none-match|if-modified-since|if-unmodified-since)$/, gate],
  [/^sallyport-/, toGate],
];

const response: Reasons = [
  ...hopByHop,
  [/^(set-cookie2?|www-authenticate|authentication-info|authorization)$/, 'carries credentials'],
  [/^content-(length|encoding|range|md5|location|digest)$/, body],
  [/^(digest|repr-digest|accept-ranges|age|vary)$/, body],
  [/^(alt-svc|refresh|clear-site-data|strict-transport-security|access-control-.*)$/, 'changes what the caller does'],
];

/** A field name (RFC 9110, section 5.1). */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Why a header of a request or of an answer can not be named in a shapes file; `undefined` if it can.
 *
 * @example headerProblem('request', 'Cookie') // 'carries credentials, which the gate adds itself'
 */
export const headerProblem = (of: 'request' | 'response', name: string): string | undefined => {
  if (!token.test(name)) return 'is not the name of a header';
  const lower = name.toLowerCase();
  return (of === 'request' ? request : response).find(([pattern]) => pattern.test(lower))?.[1];
};
