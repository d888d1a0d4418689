import type { Claims } from '../../config/config.ts';
import type { BearerIdentity } from './bearer-identity.ts';
import { CallerRefused } from './caller-refused.ts';
import { samePublicUrl } from './public-url.ts';

/** The claims of a token whose signature and times are good. */
export type TokenClaims = Readonly<Record<string, unknown>>;

const claimOf = (claims: TokenClaims, name: string): unknown =>
  Object.hasOwn(claims, name) ? claims[name] : undefined;

const missing = (name: string): CallerRefused => new CallerRefused('claim-missing', `the token has no claim "${name}"`);

const notString = (name: string): CallerRefused =>
  new CallerRefused('claim-refused', `the claim "${name}" of the token is not a string`);

const audienceFault = (claims: TokenClaims, audience: string): CallerRefused | undefined => {
  const aud = claimOf(claims, 'aud');
  if (aud === undefined) return missing('aud');
  // RFC 7519 §4.1.3: one string, or an array of them of which one is ours.
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!audiences.every((value) => typeof value === 'string')) {
    return new CallerRefused(
      'audience-refused',
      'the claim "aud" of the token is neither a string nor an array of strings',
    );
  }
  if (audiences.includes(audience)) return undefined;
  return new CallerRefused('audience-refused', 'the token is for another audience');
};

const claimFault = (claims: TokenClaims, name: string, expected: string): CallerRefused | undefined => {
  const value = claimOf(claims, name);
  if (value === undefined) return missing(name);
  if (typeof value !== 'string') return notString(name);
  if (value === expected) return undefined;
  return new CallerRefused('claim-refused', `the claim "${name}" of the token has another value`);
};

const urlFault = (claims: TokenClaims, name: string, publicUrl: string): CallerRefused | undefined => {
  const value = claimOf(claims, name);
  if (value === undefined) return missing(name);
  if (typeof value !== 'string') return notString(name);
  if (samePublicUrl(value, publicUrl)) return undefined;
  return new CallerRefused('url-refused', `the claim "${name}" of the token is not the public URL of this source`);
};

const subjectFault = (claims: TokenClaims): CallerRefused | undefined => {
  const sub = claimOf(claims, 'sub');
  return sub === undefined || typeof sub === 'string' ? undefined : notString('sub');
};

/**
 * RFC 8705 §3 and RFC 9449 §7: a token with `cnf` is only worth something together with a proof of possession of its key. We
 * can not ask for one behind a function URL, and to take such a token without proof would undo what its issuer intended.
 */
const bindingFault = (claims: TokenClaims): CallerRefused | undefined =>
  claimOf(claims, 'cnf') === undefined
    ? undefined
    : new CallerRefused('token-bound', 'the token is bound to a key ("cnf"), whose possession can not be checked here');

/** What is expected of a token beside what its identity says. */
export interface SourceExpectation {
  readonly sourceClaims: Claims;
  readonly publicUrl: string;
}

/**
 * What keeps a token from proving an identity for a source: the first fault found, or `undefined` if there is none.
 *
 * Codes: `token-bound`, `audience-refused`, `claim-missing`, `claim-refused`, `url-refused`.
 */
export const tokenFault = (
  claims: TokenClaims,
  identity: BearerIdentity,
  expectation: SourceExpectation,
): CallerRefused | undefined => {
  const required = [...Object.entries(identity.claims), ...Object.entries(expectation.sourceClaims)];
  return (
    bindingFault(claims) ??
    subjectFault(claims) ??
    audienceFault(claims, identity.audience) ??
    required.map(([name, expected]) => claimFault(claims, name, expected)).find((fault) => fault !== undefined) ??
    (identity.urlClaim === null ? undefined : urlFault(claims, identity.urlClaim, expectation.publicUrl))
  );
};
