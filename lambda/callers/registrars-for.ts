import type { Registrar } from '../../config/config.ts';
import type { VerifyCaller } from './caller.ts';
import { CallerRefused } from './caller-refused.ts';
import { issuerNamed } from './issuer.ts';
import type { IssuerKeysOptions } from './issuer-keys.ts';
import { verifyBearer } from './verify-bearer.ts';

/** What a host gives for proving registrars. */
export interface RegistrarOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  now(): number;
  /** As of CallerOptions. @default false */
  readonly allowLoopbackHttp?: boolean | undefined;
}

/**
 * Proves which registrar calls, or throws CallerRefused.
 *
 * @param publicUrl of the relay's function
 * @returns its name
 */
export type VerifyRegistrar = (request: Request, publicUrl: string) => Promise<string>;

/**
 * Makes the check of who may enrol agents. Keep the result: it holds the cache of the issuers' keys.
 *
 * @example const verify = registrarsFor(document.relay.registrars, { fetch, now: Date.now });
 */
export const registrarsFor = (
  registrars: readonly Registrar[],
  { fetch, now, allowLoopbackHttp = false }: RegistrarOptions,
): VerifyRegistrar => {
  const checks = registrars.map((registrar) => ({
    name: registrar.name,
    verify: verifierOf(registrar, { fetch, now, allowLoopbackHttp }),
  }));
  return async (request, publicUrl) => {
    let refusal: CallerRefused | undefined;
    for (const { name, verify } of checks) {
      try {
        await verify(request, { publicUrl });
        return name;
      } catch (thrown) {
        if (!(thrown instanceof CallerRefused)) throw thrown;
        // Of several, the one who got furthest says most: the others have another issuer.
        if (!refusal || refusal.code === 'issuer-unknown') refusal = thrown;
      }
    }
    throw refusal ?? new CallerRefused('issuer-unknown', 'no registrar is configured');
  };
};

const verifierOf = ({ issuer, audience, subject, claims }: Registrar, options: IssuerKeysOptions): VerifyCaller => {
  const demanded = subject === undefined ? claims : { ...claims, sub: subject };
  const identity = { issuer: issuerNamed(issuer), audience, claims: demanded, urlClaim: null };
  return verifyBearer([identity], { profile: 'bearer' }, options);
};
