import type { RelayDocument } from '../../../config/config.ts';
import type { VerifyRegistrar } from '../../callers/registrars-for.ts';
import { once } from '../../once.ts';
import type { LogFields } from '../../platform/log.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RelayPlaces } from '../../platform/relay-places.ts';
import { gateKeyPair } from '../authority/gate-key.ts';
import { type Authority, openAuthority } from '../authority/open-authority.ts';
import { type SignedGateKey, signGateKey } from '../authority/sign-gate-key.ts';
import { agentDirectory } from '../registry/agent-directory.ts';
import { type AttemptLimit, attemptLimit } from '../registry/attempt-limit.ts';
import type { AgentCalls } from '../registry/call-as-agent.ts';
import { watchAgents } from '../registry/watch-agents.ts';

/** What the routes share. */
export interface RelayContext {
  readonly document: RelayDocument;
  readonly platform: Platform;
  readonly places: RelayPlaces;
  /** Of this package. */
  readonly version: string;
  readonly verify: VerifyRegistrar;
  readonly calls: AgentCalls;
  /** Of codes that are looked up: each has 128 random bits, and is tried so seldom that nobody needs to count them. */
  readonly codeLimit: AttemptLimit;
  authority(): Promise<Authority>;
  gateKey(): Promise<SignedGateKey>;
  /** Looks after the other agents. Never throws. */
  watch(): Promise<void>;
}

/** One call of a route. */
export interface RouteCall {
  readonly request: Request;
  readonly method: string;
  /** Below the function's URL, without the query. */
  readonly path: string;
  readonly body: Uint8Array;
  readonly publicUrl: string;
  /** Writes a line of the log, with the reference of the call and the name of the gateway. */
  readonly tell: (event: string, fields?: LogFields) => void;
}

/** Answers a call with what is sent as JSON. Throws RelayRefused, CallerRefused and PlatformError. */
export type Route = (context: RelayContext, call: RouteCall) => Promise<unknown>;

/** What a context is made from. */
export interface RelayContextOptions {
  readonly document: RelayDocument;
  readonly platform: Platform;
  readonly verify: VerifyRegistrar;
  readonly version: string;
}

const minute = 60_000;
const codeAttempts = 30;
const lookAttempts = 30;

/** Throws RangeError where the host has no places for a relay. */
export const relayContext = ({ document, platform, verify, version }: RelayContextOptions): RelayContext => {
  const { relay: places, now, log } = platform;
  if (!places) throw new RangeError('this host has no places for a relay: deploy the gateway again');
  const { gateway } = document;
  const { registry } = places;
  const authority = once(() => openAuthority({ gateway, keys: places.authority, now }));
  const limit = (attempts: number) => attemptLimit({ attempts, milliseconds: minute, now });
  return {
    document,
    platform,
    places,
    version,
    verify,
    calls: { registry, directory: agentDirectory(registry, limit(lookAttempts), now), now },
    codeLimit: limit(codeAttempts),
    authority,
    gateKey: once(async () => signGateKey(await authority(), gateway, await gateKeyPair(places))),
    watch: watchAgents({
      registry,
      log,
      audit: { gateway },
      authorityEndsAt: async () => (await authority()).endsAt,
      now,
    }),
  };
};
