import { TokenError, type TokenErrorCode } from '../token-error.ts';

/**
 * Errors of AssumeRole and AssumeRoleWithWebIdentity, and those that all actions of STS have
 * (docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, API_AssumeRoleWithWebIdentity.html, CommonErrors.html).
 */
const causes: Readonly<Record<string, readonly [TokenErrorCode, string]>> = {
  AccessDenied: [
    'token-client-refused',
    "the role may not be assumed: its trust policy must name who the gate is, with the external id if there is one, and the gate's own role must be allowed sts:AssumeRole",
  ],
  ExpiredToken: ['token-client-refused', 'the AWS credentials, or the token of this host, have ended: renew them'],
  IDPCommunicationError: ['token-unreachable', "AWS can not reach the issuer of this host's identity now"],
  IDPRejectedClaim: [
    'token-client-refused',
    "the issuer of this host's identity does not vouch for it: is the identity still there?",
  ],
  InvalidClientTokenId: ['token-client-refused', 'AWS does not know the access key: enter "access_key_id" again'],
  InvalidIdentityToken: [
    'token-client-refused',
    "AWS does not trust this host's identity: add its issuer to IAM as an OpenID Connect provider, with the audience of the role (sts.amazonaws.com, if none is given), and name it in the role's trust policy",
  ],
  RegionDisabled: ['token-request-refused', 'AWS STS is not active in this region: activate it'],
  SignatureDoesNotMatch: [
    'token-client-refused',
    'AWS does not accept the secret access key: enter "secret_access_key" again; if it is right, look at the clock of this host',
  ],
  Throttling: ['token-throttled', 'AWS STS wants fewer requests'],
  ValidationError: ['token-request-refused', "AWS STS does not accept the role's ARN or the external id: correct them"],
};

/** Why a role was not assumed, in our words. */
export const assumptionError = (cause: unknown): TokenError => {
  // The client writes the same name with and without this end.
  const name = cause instanceof Error ? cause.name.replace(/Exception$/, '') : 'unknown';
  const [code, message] = causes[name] ?? ['token-unreachable', 'AWS STS can not be reached, or failed: try again'];
  return new TokenError(code, message, { cause });
};
