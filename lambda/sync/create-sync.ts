import { randomBytes } from 'node:crypto';
import type { SyncDocument } from '../../config/config.ts';
import { registrarsFor, type VerifyRegistrar } from '../callers/registrars-for.ts';
import type { LogFields } from '../platform/log.ts';
import { targetBelow } from '../target-below.ts';
import { version } from '../version.ts';
import type { RunningDestination } from './destinations/running-destination.ts';
import type { Mapping } from './mapping/mapped-user.ts';
import { SyncRefused } from './routes/sync-refused.ts';
import type { SyncRoute, SyncRoutes } from './routes/sync-route.ts';
import { isFailure, thrownAnswer, toldOf } from './routes/thrown-answer.ts';
import { type FactsOf, givenFacts, type KeptPeople, keptFacts } from './sign-in/facts-of.ts';
import { holdSigningKeys } from './sign-in/hold-signing-keys.ts';
import { signInRoutes } from './sign-in/sign-in-routes.ts';
import type { SyncPlatforms } from './sync-platforms.ts';
import type { AskedRun } from './sync-run.ts';
import { webhookRoutes } from './webhook/webhook-routes.ts';

/** What a sync's function is made from. */
export interface CreateSyncOptions {
  readonly document: SyncDocument;
  readonly platforms: Pick<SyncPlatforms, 'own' | 'signingKeys' | 'wake'>;
  /** Writes a run into the state (`SyncState.ask`). The sync is woken up after it. */
  ask(run: AskedRun): Promise<AskedRun>;
  /** What the last run computed of a user (`OpenSync.payload`). */
  readonly people: KeptPeople;
  /** The same map as the push has (`OpenSync.mapping`). Needed where the facts of sign-in are given. */
  readonly mapping?: Mapping | undefined;
  /** What the destination makes of a mapped user (`RunningDestination.payload`). Needed there too. */
  readonly payloadOf?: RunningDestination['payload'] | undefined;
  /** Who proves servers. @default - the issuers of the document */
  readonly verify?: VerifyRegistrar | undefined;
  /** So many bytes that no one can foresee. @default - those of node:crypto */
  readonly random?: ((count: number) => Uint8Array) | undefined;
}

/** What a host knows of one call. */
export interface SyncFunctionCall {
  /** The request's target as it was sent: path and query. */
  readonly target: string;
  /** Where the function is reached. */
  readonly publicUrl: string;
}

/** Answers every request to a sync's function. Never throws. */
export type SyncFunction = (request: Request, call: SyncFunctionCall) => Promise<Response>;

/**
 * Makes what a sync answers to: `GET /health`, and as far as the configuration has them the webhook and the tokens of sign-in. Nothing is read before
 * the first call.
 *
 * Throws RangeError if what the configuration asks for was not given.
 *
 * @example const sync = createSync({ document, platforms, ask: opened.state.ask, people: opened.payload }); await sync(request, { target: '/health', publicUrl })
 */
export const createSync = (options: CreateSyncOptions): SyncFunction => {
  const { document, platforms } = options;
  const { log, reference } = platforms.own;
  const routes: SyncRoutes = { 'GET /health': health, ...tokenRoutes(options), ...calledRoutes(options) };

  return async (request, { target, publicUrl }) => {
    const call = reference();
    let audit: LogFields = { reference: call, gateway: document.gateway, sync: document.name };
    const route = routeAt(routes, request.method, targetBelow(publicUrl, target));
    const know = (fields: LogFields): void => {
      audit = { ...audit, ...fields };
    };
    const tell = (event: string, fields: LogFields = {}): void => log.info(event, { ...audit, ...fields });
    try {
      return await route.answer({ request, publicUrl, know, tell });
    } catch (thrown) {
      const told = toldOf(thrown);
      if (isFailure(thrown)) log.error(route.failed, { ...audit, ...told });
      else if (route !== nowhere) log.warn(route.refused, { ...audit, ...told });
      return thrownAnswer(thrown, call);
    }
  };
};

const routeAt = (routes: SyncRoutes, method: string, target: string): SyncRoute => {
  const [path = ''] = target.split('?', 1);
  const key = `${method} ${path}`;
  return (Object.hasOwn(routes, key) ? routes[key] : undefined) ?? nowhere;
};

const health: SyncRoute = {
  answer: async () => Response.json({ status: 'up', version }, { headers: { 'cache-control': 'no-store' } }),
  refused: 'sync.refused',
  failed: 'sync.failed',
};

/** Whoever tries paths leaves no line in the log for each. */
const nowhere: SyncRoute = {
  answer: async () => {
    throw new SyncRefused('not-found', 'Nothing is served at this path.');
  },
  refused: 'sync.refused',
  failed: 'sync.failed',
};

const calledRoutes = ({ document: { sync }, platforms: { own, wake }, ask }: CreateSyncOptions): SyncRoutes => {
  if (!sync.webhook) return {};
  const askAndWake = async (run: AskedRun): Promise<AskedRun> => {
    const standing = await ask(run);
    await wake();
    return standing;
  };
  const { secrets, now, reference } = own;
  return webhookRoutes({ webhook: sync.webhook, secrets, ask: askAndWake, now, reference });
};

const tokenRoutes = (options: CreateSyncOptions): SyncRoutes => {
  const { document, platforms, verify, random = randomBytes } = options;
  const { gateway, name, sync } = document;
  const { signIn } = sync;
  if (!signIn) return {};
  const { own, signingKeys: store } = platforms;
  if (!store) throw new RangeError('this host has no place for signing keys: deploy the gateway again');
  const { now, fetch, log } = own;
  const keys = holdSigningKeys({
    store,
    keyDays: signIn.keyDays,
    now,
    onMade: ({ kid, signsAt }) =>
      log.info('sign-in.key-made', { gateway, sync: name, kid, signsAt: new Date(signsAt).toISOString() }),
    onFailure: (error) => log.error('sign-in.key-failed', { gateway, sync: name, ...toldOf(error) }),
  });
  const proves = verify ?? registrarsFor(signIn.servers, { fetch, now });
  return signInRoutes({ signIn, verify: proves, factsOf: factsOf(options), keys, now, random });
};

const factsOf = ({
  document: { sync },
  platforms: { own },
  people,
  mapping,
  payloadOf,
}: CreateSyncOptions): FactsOf => {
  if (sync.signIn!.facts === 'kept') return keptFacts(people, sync.signIn!, own.now);
  if (!mapping || !payloadOf)
    throw new RangeError('facts that servers give need the map and the destination of the sync');
  return givenFacts({ sync, mapping, payloadOf });
};
