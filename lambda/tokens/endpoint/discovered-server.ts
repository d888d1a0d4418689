import { TokenError } from '../token-error.ts';
import { endpointAnswer } from './endpoint-answer.ts';

/** What a discovery document is read with. */
export interface DiscoveryOptions {
  /** Of the document. */
  readonly url: string;
  /** `host` or `host:port` that it may name beside its own. */
  readonly hosts: readonly string[];
  /** Whether requests are made with a client certificate, for which servers may have endpoints of their own (RFC 8705, section 5). */
  readonly isMutual: boolean;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

/** The endpoints that the gate may use, by their names in the document. */
export type EndpointName =
  | 'token_endpoint'
  | 'authorization_endpoint'
  | 'device_authorization_endpoint'
  | 'revocation_endpoint';

/** What a discovery document says. */
export interface DiscoveredServer {
  readonly issuer: string;
  /** Whether the server says in each answer to a browser who it is (RFC 9207). */
  readonly isNamedInAnswers: boolean;
  /** Throws TokenError `token-answer-invalid` for an endpoint on a host that may not be used. */
  endpoint(name: EndpointName): string | undefined;
}

/**
 * Reads a discovery document (OpenID Connect Discovery 1.0, section 4; RFC 8414, section 3). Its issuer must be the one that its URL
 * stands for, and an endpoint that is used must be on its own host or a named one: whoever can change the document can not have secrets
 * sent elsewhere.
 *
 * @throws TokenError `token-unreachable` or `token-answer-invalid`, or the signal's reason
 * @example await discoveredServer({ url: 'https://login.example/.well-known/openid-configuration', hosts: [], isMutual: false, fetch, signal })
 */
export const discoveredServer = async (options: DiscoveryOptions): Promise<DiscoveredServer> => {
  const url = new URL(options.url);
  const { fetch, signal, isMutual } = options;
  const { status, members } = await endpointAnswer(
    await fetch(url, { headers: { accept: 'application/json' }, signal }),
  );
  if (status === 429 || status >= 500) {
    throw new TokenError('token-unreachable', 'the discovery document can not be had now', { status });
  }
  if (status !== 200 || !members)
    throw invalid('there is no discovery document at the URL of discovery: is it right?', status);
  const { issuer, mtls_endpoint_aliases: aliases } = members;
  if (typeof issuer !== 'string' || !isIssuerOf(url, issuer)) {
    throw invalid('the discovery document is of another issuer than its URL says: is the URL right?', status);
  }
  const named: Readonly<Record<string, unknown>> = { ...members, ...(isMutual && Object(aliases)) };
  return {
    issuer,
    isNamedInAnswers: members['authorization_response_iss_parameter_supported'] === true,
    endpoint: (name) => allowedEndpoint(name, named[name], url, options.hosts),
  };
};

const invalid = (message: string, status?: number): TokenError =>
  new TokenError('token-answer-invalid', message, { status });

const allowedEndpoint = (
  name: EndpointName,
  value: unknown,
  document: URL,
  hosts: readonly string[],
): string | undefined => {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (!url) return undefined;
  if (!isConfidential(url)) throw invalid(`the discovery document's ${name} is not https`);
  if (url.host !== document.host && !hosts.includes(url.host))
    throw invalid(`the discovery document's ${name} is on another host: if ${url.host} is right, name it in hosts`);
  if (url.username || url.password) throw invalid(`the discovery document's ${name} holds a user or password`);
  return url.href;
};

/** https, or http that does not leave this machine. */
const isConfidential = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));

const wellKnown = /\/\.well-known\/(openid-configuration|oauth-authorization-server)/;

/** The issuer is the URL without its well-known part, wherever that stands; a slash at the end makes no other one. */
const isIssuerOf = (document: URL, issuer: string): boolean => {
  const named = URL.parse(issuer);
  if (!named) return false;
  if (isMicrosoft(document)) return named.host === document.host || microsoftIssuers.has(named.host);
  const expected = document.origin + document.pathname.replace(wellKnown, '');
  return withoutSlash(named.href) === withoutSlash(expected);
};

const withoutSlash = (text: string): string => text.replace(/\/$/, '');

/**
 * Entra's documents are known by many names of one tenant (`common`, its domain, its id), but issuers by the id alone, for which some
 * documents have `{tenantid}`; tokens of version 1 have an issuer on a host of its own
 * (learn.microsoft.com/entra/identity-platform/v2-protocols-oidc, /entra/identity-platform/access-tokens).
 */
const isMicrosoft = ({ host }: URL): boolean =>
  /^login\.(microsoftonline\.(com|us)|partner\.microsoftonline\.cn)$|\.(b2clogin|ciamlogin)\.com$/.test(host);

const microsoftIssuers = new Set(['sts.windows.net', 'sts.chinacloudapi.cn', 'login.microsoftonline.com']);
