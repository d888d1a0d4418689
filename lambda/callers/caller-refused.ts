interface Refusal {
  readonly status: 401 | 403 | 503;
  /** What the vendor's engineer can do about it. It says nothing about what this source expects. */
  readonly advice: string;
}

const refusals = {
  'token-missing': { status: 401, advice: 'Send the header "Authorization: Bearer <token>".' },
  'scheme-unsupported': {
    status: 401,
    advice: 'Send the header "Authorization: Bearer <token>"; no other scheme is known here.',
  },
  'authorization-repeated': { status: 401, advice: 'Send exactly one Authorization header.' },
  'token-too-large': { status: 401, advice: 'Ask the issuer for a token of at most 16 KiB.' },
  'token-malformed': {
    status: 401,
    advice: 'Send a signed JWT in compact form: three base64url parts with dots between them.',
  },
  'header-refused': {
    status: 401,
    advice: 'Send an access token whose header has no "crit", and "typ" JWT, at+jwt or none.',
  },
  'algorithm-refused': { status: 401, advice: 'Have the token signed with RS256, PS256, ES256 or EdDSA.' },
  'issuer-unknown': { status: 401, advice: 'Send a token of the issuer that this gateway is configured for.' },
  'key-unknown': { status: 401, advice: 'Send a token whose "kid" names a key that the issuer publishes now.' },
  'key-refused': {
    status: 401,
    advice: 'Publish a signing key that fits the algorithm of the token; RSA keys need 2048 bits.',
  },
  'signature-invalid': { status: 401, advice: 'Send the token exactly as the issuer made it.' },
  'signature-removed': {
    status: 401,
    advice:
      'Send the token twice: as "X-Serverless-Authorization: Bearer <token>" for Cloud Run, which takes the signature off the one that ' +
      'it checks, and as "Authorization: Bearer <token>" for the gateway.',
  },
  'token-expired': { status: 401, advice: 'Get a new token from the issuer.' },
  'token-not-yet-valid': {
    status: 401,
    advice: 'Compare the clocks of the issuer and of this gateway; 30 seconds are tolerated.',
  },
  'token-bound': {
    status: 401,
    advice: 'Get a token that is not bound to a key (no "cnf"): possession can not be checked here.',
  },
  'audience-refused': { status: 401, advice: 'Get a token for the audience that this gateway is configured for.' },
  'claim-missing': { status: 401, advice: 'Get a token that carries every claim that this source requires.' },
  'claim-refused': { status: 401, advice: 'Get a token that was made for this tenant and this source.' },
  'url-refused': { status: 401, advice: 'Get a token that was made for the URL that is called.' },
  'external-id-missing': {
    status: 403,
    advice: 'Send the header "sallyport-external-id" with the external id of the customer for whom you call.',
  },
  'external-id-refused': {
    status: 403,
    advice: 'Send the external id of the customer whose gateway this is, and call no gateway for another one.',
  },
  'principal-missing': { status: 403, advice: 'Sign the request as the role that was set up for the vendor.' },
  'principal-refused': {
    status: 403,
    advice: 'Assume the role that was set up for the vendor, then sign the request.',
  },
  'issuer-unavailable': {
    status: 503,
    advice: "Try again: the keys of the token's issuer can not be read at the moment.",
  },
} as const satisfies Readonly<Record<string, Refusal>>;

/** Why a caller is not let in. Stable: vendors may switch on it. */
export type RefusalCode = keyof typeof refusals;

/**
 * Nobody is let in with this request.
 *
 * `code`, `status`, `advice` and `retryAfter` may reach the caller (see refusalResponse). `reason` is for the operator's log: it
 * names claims and settings, never a value that the caller sent. `cause` is kept for debugging and is never logged.
 *
 * @example throw new CallerRefused('claim-missing', 'the token has no claim "source_id"')
 */
export class CallerRefused extends Error {
  override readonly name = 'CallerRefused';
  readonly code: RefusalCode;
  readonly status: 401 | 403 | 503;
  readonly advice: string;
  readonly reason: string;
  /** Whole seconds after which a new try makes sense. */
  readonly retryAfter: number | undefined;

  constructor(
    code: RefusalCode,
    reason: string,
    options: { readonly retryAfter?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(`${code}: ${reason}`, { cause: options.cause });
    this.code = code;
    this.status = refusals[code].status;
    this.advice = refusals[code].advice;
    this.reason = reason;
    this.retryAfter = options.retryAfter;
  }
}
