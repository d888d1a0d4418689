import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import { deriveKeys, type Keys } from '../../../lambda/keys/gateway-keys.ts';
import { makeKeyRing } from '../../../lambda/keys/key-ring.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import type { StateStore } from '../../../lambda/platform/state-store.ts';
import { type AdministeredToken, administeredToken } from '../../../lambda/tokens/administered-token.ts';
import type { TokenKeeper } from '../../../lambda/tokens/renewing-keeper.ts';
import type { SchemeSecret, TokenGrant } from '../../../lambda/tokens/token-grant.ts';
import { type TokenKeeperOptions, tokenKeeper } from '../../../lambda/tokens/token-keeper.ts';
import { tokenStore } from '../../../lambda/tokens/token-store.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';

/** Keys of a gateway that never change. */
export const testKeys: Keys = deriveKeys(
  'acme',
  makeKeyRing((count) => Buffer.alloc(count, 7)),
);

/** The scheme that its token is of. */
export const testScheme: TokenScheme = {
  kind: 'token',
  prefix: '',
  grant: { type: 'clientCredentials' },
  client: { method: 'client_secret_basic' },
  endpoints: { token: 'https://login.example/token', hosts: [] },
  scopes: [],
  parameters: {},
  send: 'bearer',
};

/** What a process shares with others, and what it sees. */
export interface GateProcessOptions {
  readonly clock: VirtualClock;
  readonly state: StateStore;
  readonly grant: TokenGrant;
  readonly secret?: () => SchemeSecret;
  readonly random?: () => number;
  readonly scheme?: TokenScheme;
}

/** One process of a gateway, as far as one token goes. */
export interface GateProcess extends TokenKeeper {
  readonly options: TokenKeeperOptions;
  readonly administered: AdministeredToken;
  readonly log: readonly Readonly<Record<string, unknown>>[];
}

let processes = 0;

/** Starts a process that keeps one token. */
export const gateProcess = ({
  clock,
  state,
  grant,
  secret = () => ({ client_secret: 'right' }),
  random = () => 0.5,
  scheme = testScheme,
}: GateProcessOptions): GateProcess => {
  const log: Record<string, unknown>[] = [];
  const number = ++processes;
  let numbers = 0;
  const keys = { current: async () => testKeys, fresh: async () => testKeys };
  const options: TokenKeeperOptions = {
    name: 'oauth',
    scheme,
    grant: async () => grant,
    secret: async () => secret(),
    store: tokenStore({ state, keys, place: 'acme/tickets', scheme: 'oauth' }),
    state,
    log: jsonLog((line) => log.push(JSON.parse(line)), clock.now),
    audit: { gateway: 'acme', source: 'tickets' },
    now: clock.now,
    random,
    sleep: clock.sleep,
    unique: () => `process-${number}-${++numbers}`,
  };
  return { ...tokenKeeper(options), options, administered: administeredToken(options), log };
};
