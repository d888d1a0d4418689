import type { SyncSignIn } from '../../../config/sync-config.ts';
import type { VerifyRegistrar } from '../../callers/registrars-for.ts';
import { readBody } from '../routes/read-body.ts';
import type { SyncCall, SyncRoutes } from '../routes/sync-route.ts';
import type { FactsOf } from './facts-of.ts';
import type { SigningKeys } from './hold-signing-keys.ts';
import { claimsText, signToken } from './mint-token.ts';
import { publishedKeys, publishedSeconds, signingKey } from './rotate-ring.ts';

/** What the routes of sign-in work with. */
export interface SignInOptions {
  readonly signIn: SyncSignIn;
  /** Proves which server calls. */
  readonly verify: VerifyRegistrar;
  readonly factsOf: FactsOf;
  readonly keys: SigningKeys;
  /** Milliseconds since 1970. */
  now(): number;
  /** So many bytes that no one can foresee. */
  random(count: number): Uint8Array;
}

/** Enough for a user with some thousand groups. */
const mostBytes = 256 * 1_024;

const paths = { keys: '/.well-known/jwks.json', about: '/.well-known/openid-configuration' } as const;

const events = { refused: 'sign-in.refused', failed: 'sign-in.failed' } as const;

/** Tokens of users for the customer's servers, and what others verify them with. */
export const signInRoutes = (options: SignInOptions): SyncRoutes => ({
  'POST /token': { answer: (call) => token(options, call), ...events },
  [`GET ${paths.keys}`]: { answer: () => keySet(options), ...events },
  [`GET ${paths.about}`]: { answer: async (call) => about(options, call), ...events },
});

const token = async (options: SignInOptions, { request, publicUrl, know, tell }: SyncCall): Promise<Response> => {
  const { signIn, verify, factsOf, keys, now, random } = options;
  const server = await verify(request, publicUrl);
  know({ server });
  const facts = await factsOf(await readBody(request, mostBytes));
  const key = signingKey(await keys.current(), now())!;
  const terms = { signIn, issuer: issuerOf(signIn, publicUrl), now: now(), id: random(16) };
  const made = await signToken(claimsText(facts, terms), key);
  tell('sign-in.token-made', { kid: key.kid, bytes: made.length });
  return Response.json(
    { token: made, expires_in: signIn.lifetimeSeconds },
    { headers: { 'cache-control': 'no-store' } },
  );
};

/** A JWK Set (RFC 7517 §5). */
const keySet = async ({ keys, now }: SignInOptions): Promise<Response> =>
  published({ keys: publishedKeys(await keys.current(), now()).map(({ publicKey }) => publicKey) });

/** What is true of OpenID Connect Discovery 1.0 §3, and no more: nobody signs in here. */
const about = ({ signIn }: SignInOptions, { publicUrl }: SyncCall): Response =>
  published({
    issuer: issuerOf(signIn, publicUrl),
    jwks_uri: `${withoutSlash(publicUrl)}${paths.keys}`,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  });

const published = (document: object): Response =>
  Response.json(document, { headers: { 'cache-control': `public, max-age=${publishedSeconds}` } });

const issuerOf = ({ issuer }: SyncSignIn, publicUrl: string): string => issuer ?? withoutSlash(publicUrl);

const withoutSlash = (url: string): string => url.replace(/\/$/, '');
