import { AgentError } from '../agent-error.ts';

/** What to do about errors of the system and of TLS, by their code. */
const remedies: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name can not be resolved: is the URL right, and does this machine’s DNS know it?',
  EAI_AGAIN: 'its name can not be resolved now: does this machine reach a DNS server?',
  ECONNREFUSED: 'nobody listens there: is the URL right, or the proxy’s?',
  ECONNRESET: 'the connection broke: does a firewall end it?',
  ETIMEDOUT: 'nobody answers: does the firewall let TCP 443 out?',
  EHOSTUNREACH: 'there is no way to it: look at this machine’s routes',
  ENETUNREACH: 'there is no way to it: look at this machine’s routes',
  ERR_PROXY_TUNNEL: 'the proxy refuses: allow this host there, and look at HTTPS_PROXY and its password',
  SELF_SIGNED_CERT_IN_CHAIN:
    'its certificate is of a private authority, most likely of a proxy that inspects: name that with --ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate is of an unknown authority, most likely of a proxy that inspects: name that with --ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is of an unknown authority, most likely of a proxy that inspects: name that with --ca',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is its own: is the URL right?',
  CERT_HAS_EXPIRED: 'its certificate has expired, or the clock of this machine is wrong',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet, or the clock of this machine is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name: is the URL right?',
};

const codeOf = (error: unknown): string | undefined => {
  const { code, cause, errors } = Object(error) as { code?: unknown; cause?: unknown; errors?: unknown[] };
  if (typeof code === 'string' && Object.hasOwn(remedies, code)) return code;
  const inner = cause ?? errors?.[0];
  if (inner) return codeOf(inner);
  return typeof code === 'string' ? code : undefined;
};

/** What is wrong and what to do, in one sentence, without the URL: it may be asked of any host. */
export const unreachableText = (error: unknown): string => {
  const code = codeOf(error);
  if (code && remedies[code]) return `${remedies[code]} (${code})`;
  const isLate = Object(error).name === 'TimeoutError';
  if (isLate) return 'no whole answer came in time: does a firewall or a proxy hold it?';
  return `no answer came${code ? ` (${code})` : ''}: look at the network, and at HTTPS_PROXY`;
};

/** No answer of a gate came. */
export const unreachableGate = (url: string, cause: unknown): AgentError =>
  new AgentError('gate-unreachable', `the gate at ${new URL(url).host} can not be reached: ${unreachableText(cause)}`, {
    cause,
  });
