import type { Claims, VendorConfig, VendorIdentity } from '../../../config/config.ts';
import type { CallContext, Caller, VerifyCaller } from '../../../lambda/callers/caller.ts';
import { CallerRefused } from '../../../lambda/callers/caller-refused.ts';

/** The frozen time of these tests: a Sunday noon, in milliseconds and in the seconds of a JWT. */
export const NOW = Date.UTC(2026, 10, 22, 12);
export const NOW_SECONDS = NOW / 1_000;

export const ISSUER = 'https://auth.vendor.example/';
export const PUBLIC_URL = 'https://gate.example/people';
export const CONTEXT: CallContext = { publicUrl: PUBLIC_URL };
export const SOURCE_CLAIMS: Claims = { source_id: '42' };

export const JWT_IDENTITY = {
  issuer: ISSUER,
  audience: 'gateway',
  claims: { base_url: 'https://acme.vendor.example' },
  urlClaim: 'gateway_url',
};

export const bearerVendor = (identity: VendorIdentity = { jwt: JWT_IDENTITY }): VendorConfig => ({
  name: 'vendor',
  profile: 'bearer',
  identity,
});

/** What a good token for the source of these tests says. */
export const CLAIMS = {
  iss: ISSUER,
  aud: 'gateway',
  sub: 'import-worker',
  base_url: 'https://acme.vendor.example',
  gateway_url: PUBLIC_URL,
  source_id: '42',
  iat: NOW_SECONDS,
  nbf: NOW_SECONDS,
  exp: NOW_SECONDS + 300,
};

export const requestWith = (authorization?: string): Request =>
  new Request(PUBLIC_URL, { method: 'POST', ...(authorization === undefined ? {} : { headers: { authorization } }) });

/** Who is let in, or the refusal. Any other error is a crash, and fails the test. */
export const outcome = async (
  verify: VerifyCaller,
  request: Request,
  context = CONTEXT,
): Promise<Caller | CallerRefused> => {
  try {
    return await verify(request, context);
  } catch (error) {
    if (error instanceof CallerRefused) return error;
    throw error;
  }
};

export const refusal = async (verify: VerifyCaller, request: Request, context = CONTEXT): Promise<CallerRefused> => {
  const result = await outcome(verify, request, context);
  if (result instanceof CallerRefused) return result;
  throw new Error('a caller was let in who should not be');
};
