import { randomUUID } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { actsForUsers } from '../../../connectors/authentication/acts-for-users.ts';
import { alternativesOf } from '../../../connectors/authentication/alternatives-of.ts';
import type { Authentication, Scheme, TokenScheme } from '../../../connectors/authentication/authentication.ts';
import { type MissingFields, missingFields } from '../../../connectors/authentication/missing-fields.ts';
import { SourceError } from '../../../connectors/source-error.ts';
import { untilAborted } from '../../../connectors/until-aborted.ts';
import type { KeyHolder } from '../../keys/gateway-keys.ts';
import type { Sleep } from '../../lease.ts';
import { once } from '../../once.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Credentials, SchemeAccess } from '../credentials.ts';
import type { GrantContext } from '../token-grant.ts';
import { type TokenKeeperOptions, tokenKeeper } from '../token-keeper.ts';
import { tokenStore } from '../token-store.ts';
import { httpClients } from './http-clients.ts';
import { lazyAccess } from './lazy-access.ts';
import { merged } from './merged-access.ts';
import { staticAccess } from './static-access.ts';
import { subjectAccesses } from './subject-accesses.ts';
import { tokenAccess } from './token-access.ts';
import { toldAsSourceError } from './told-as-source-error.ts';

/** What the access to one source is made from. */
export interface SourceAccessOptions {
  readonly authentication: Authentication;
  readonly platform: Platform;
  readonly gateway: string;
  readonly source: string;
  /** The gateway's keys, which seal tokens. */
  readonly keys: Pick<KeyHolder, 'current' | 'fresh'>;
  /** @default - the timers of Node */
  readonly sleep?: Sleep | undefined;
}

/** How the gate proves to one source who calls, while it runs. */
export interface SourceAccess {
  /**
   * What a call of an endpoint is made with.
   *
   * Throws SourceError `credentials-missing`, `credentials-refused`, `credentials-unreachable`, `access-denied` for a subject that may
   * not be acted for, or `configuration-invalid` where none can be; PlatformError, or the signal's reason.
   *
   * @param endpoint its name in the shapes file; imports have none
   * @param subject the user whom the source is called as, where the caller says. Never log it.
   */
  credentials(signal: AbortSignal, endpoint?: string, subject?: string): Promise<Credentials>;
  /**
   * The source answered 401 to these. Throws as `credentials` does.
   *
   * @returns whether others are to be had now, so that one more attempt makes sense
   */
  refused(credentials: Credentials, signal: AbortSignal): Promise<boolean>;
}

/** A choice among alternatives is made anew after so long, in milliseconds: fields may have been entered since. */
const freshMilliseconds = 60_000;

/** Waits with Node's timers. */
export const nodeSleep: Sleep = (milliseconds, signal) =>
  sleepFor(milliseconds, undefined, { signal }).catch(() => {
    throw signal.reason;
  });

/**
 * The access to one source: which schemes are used, and what each of them gives.
 *
 * @example const { headers } = await sourceAccess({ authentication, platform, gateway, source, keys }).credentials(signal, 'listTickets')
 */
export const sourceAccess = (options: SourceAccessOptions): SourceAccess => {
  const { authentication, platform } = options;
  const accessOf = schemeAccesses(options);
  const chosen = new Map<string | undefined, { readonly at: number; readonly access: SchemeAccess }>();
  const givenBy = new WeakMap<Credentials, SchemeAccess>();

  const choose = async (endpoint: string | undefined): Promise<SchemeAccess> => {
    const [only, ...others] = alternativesOf(authentication, endpoint);
    const names = others.length === 0 && only ? only : firstComplete(await missing(endpoint));
    const access = merged(names.map(accessOf));
    chosen.set(endpoint, { at: platform.now(), access });
    return access;
  };
  const missing = async (endpoint: string | undefined) =>
    missingFields(authentication, await platform.secrets.read(), endpoint);

  const known = (endpoint: string | undefined): SchemeAccess | undefined => {
    const choice = chosen.get(endpoint);
    return choice && platform.now() - choice.at < freshMilliseconds ? choice.access : undefined;
  };

  return {
    async credentials(signal, endpoint, subject) {
      const chosenAccess = known(endpoint) ?? (await untilAborted(signal, choose(endpoint)));
      const access = subject === undefined ? chosenAccess : chosenAccess.actingFor?.(subject);
      if (!access) throw actsForNobody();
      const credentials = await access.current(signal).catch(toldAsSourceError);
      givenBy.set(credentials, access);
      return credentials;
    },
    refused: async (credentials, signal) =>
      (await givenBy.get(credentials)?.refused(credentials, signal).catch(toldAsSourceError)) ?? false,
  };
};

/** To call as somebody else than the caller said would be worse than not to call. */
const actsForNobody = (): SourceError =>
  new SourceError(
    'configuration-invalid',
    'nothing that proves the gateway to this source can act for a user: the endpoint wants authentication with googleServiceAccount or googleWorkload',
  );

/** The schemes that are used together. Throws SourceError `credentials-missing`, which names what each alternative lacks. */
const firstComplete = (alternatives: readonly MissingFields[]): readonly string[] => {
  const complete = alternatives.find(({ fields }) => fields.length === 0);
  if (complete) return complete.schemes;
  const lacks = alternatives.map(({ schemes, fields }) => `${schemes.join(' and ')} lacks ${namesOf(fields)}`);
  throw new SourceError(
    'credentials-missing',
    `the secret of this source is not complete: ${lacks.join('; or ')}: enter them with sallyport secrets set <source>`,
    { detail: { fields: namesOf(alternatives[0]?.fields ?? []) } },
  );
};

const namesOf = (fields: MissingFields['fields']): string => fields.map(({ name }) => name).join(', ');

/** Makes the access of each scheme once: a token is kept by one keeper, whichever endpoint asks for it. */
const schemeAccesses = (options: SourceAccessOptions): ((name: string) => SchemeAccess) => {
  const { schemes } = options.authentication;
  const known = new Map<string, SchemeAccess>();
  return (name) => {
    const access = known.get(name) ?? schemeAccess(name, schemes[name]!, options);
    known.set(name, access);
    return access;
  };
};

const schemeAccess = (name: string, scheme: Scheme, options: SourceAccessOptions): SchemeAccess => {
  const { platform, gateway, source } = options;
  const { identity, now } = platform;
  const secret = () => platform.secrets.read();
  if (scheme.kind === 'token') {
    const kept = tokenOptions(name, scheme, options);
    const access = tokenAccess(scheme, tokenKeeper(kept));
    return actsForUsers(scheme) ? { ...access, actingFor: subjectAccesses(kept) } : access;
  }
  if (scheme.kind !== 'awsSignature') return staticAccess(scheme, secret, now);
  return lazyAccess(async () => {
    const { awsSignatureAccess } = await import('../aws-signature/aws-signature-access.ts');
    return awsSignatureAccess(scheme, { secret, identity, gateway, source, now });
  });
};

/** What a token of a source is kept with: by a gateway that uses it, and by a command that looks at it. */
export const tokenOptions = (name: string, scheme: TokenScheme, options: SourceAccessOptions): TokenKeeperOptions => {
  const { platform, gateway, source, keys, sleep = nodeSleep } = options;
  const context = grantContext(options);
  return {
    name,
    scheme,
    // Grants come with libraries that a source without tokens never needs; and they remember a server's clock and endpoints.
    grant: once(async () => (await import('../grants/grant-of.ts')).grantOf(scheme, context)),
    secret: () => platform.secrets.read(),
    store: tokenStore({ state: platform.state, keys, place: `${gateway}/${source}`, scheme: name }),
    state: platform.state,
    log: platform.log,
    audit: { gateway, source },
    now: platform.now,
    random: platform.random,
    sleep,
    unique: randomUUID,
  };
};

/** What the grants of a source work with. */
export const grantContext = ({ platform, authentication }: SourceAccessOptions): GrantContext => ({
  http: httpClients(platform, authentication.privateAddresses),
  identity: platform.identity,
  now: platform.now,
  unique: randomUUID,
});
