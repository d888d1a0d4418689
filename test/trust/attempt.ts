import type { Config } from '../../config/config.ts';
import type { PlatformPrincipal } from '../../lambda/callers/caller.ts';
import { CallerRefused } from '../../lambda/callers/caller-refused.ts';
import { type CallerOptions, callersFor } from '../../lambda/callers/callers-for.ts';
import { NOW } from '../lambda/callers/gate.ts';
import { deployment, type IdentityName } from './identities.ts';
import { network, sign, type Token } from './tokens.ts';

/** Somebody who wants in, by what it can prove and what it asks for. */
export interface Attempt {
  /** As whom it comes; `neighbour` is another workload of the customer's own cloud, `nobody` proves nothing. */
  readonly as: IdentityName | 'neighbour' | 'nobody';
  /** What its token says. A role of AWS has one only on Azure. */
  readonly token: Token;
  /** The role of AWS that signs, and whether AWS takes the signature: that is never ours to decide. */
  readonly arn: string;
  /** What the vendor's records say of the customer for whom it works. */
  readonly externalId: string;
  /** What it asks for by its proof: a role to assume, a provider to exchange at. @default - the right one */
  readonly at?: string | undefined;
  /** The audience of the token that it gets in exchange. @default - the right one */
  readonly asked?: string | undefined;
  /** Whether the token goes to Cloud Run alone. */
  readonly sentOnce?: boolean | undefined;
}

/** Who refuses, or `in`. */
export type Outcome =
  | 'in'
  | 'sts'
  | 'trust policy'
  | 'function url'
  | 'pool'
  | 'account'
  | 'cloud run'
  | 'entra'
  | 'handler'
  | 'start';

export const isProof = ({ expired, forged }: Token): boolean => !expired && !forged;

interface HandlerCall {
  readonly config: Config;
  readonly options: Pick<CallerOptions, 'callers' | 'vendorRoleArn'>;
  readonly token?: Token | string | undefined;
  readonly externalId?: string | undefined;
  readonly principal?: PlatformPrincipal | undefined;
}

/** What the handler itself says, which is the real one with real tokens. */
export const atHandler = async (call: HandlerCall): Promise<'in' | 'handler' | 'start'> => {
  const { config, options, token, externalId, principal } = call;
  const headers = new Headers();
  if (token !== undefined) headers.set('authorization', `Bearer ${typeof token === 'string' ? token : sign(token)}`);
  if (externalId !== undefined) headers.set('sallyport-external-id', externalId);
  const request = new Request(deployment.publicUrl, { method: 'POST', headers });
  const { vendor, sources } = config;
  let verify: ReturnType<typeof callersFor>;
  try {
    verify = callersFor(vendor, sources['people']!.claims, { fetch: network, now: () => NOW, ...options });
  } catch (error) {
    if (error instanceof RangeError) return 'start';
    throw error;
  }
  try {
    await verify(request, { publicUrl: deployment.publicUrl, principal });
    return 'in';
  } catch (error) {
    if (error instanceof CallerRefused) return 'handler';
    throw error;
  }
};
