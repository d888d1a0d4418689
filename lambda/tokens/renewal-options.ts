import type { TokenScheme } from '../../connectors/authentication/authentication.ts';
import type { Sleep } from '../lease.ts';
import type { Log, LogFields } from '../platform/log.ts';
import type { StateStore } from '../platform/state-store.ts';
import type { AskedToken } from './ask-for-token.ts';
import type { SchemeSecret, TokenGrant } from './token-grant.ts';
import type { TokenStore } from './token-store.ts';

/** What one token is renewed with. */
export interface RenewalOptions {
  /** Of the scheme. */
  readonly name: string;
  readonly scheme: TokenScheme;
  /** Loads the grant when it is first needed. */
  readonly grant: () => Promise<TokenGrant>;
  /** The source's whole secret. */
  readonly secret: () => Promise<SchemeSecret>;
  readonly store: TokenStore;
  readonly state: StateStore;
  readonly log: Log;
  /** Gateway and source, for the log. */
  readonly audit: LogFields;
  /** Milliseconds since 1970. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
  readonly sleep: Sleep;
  unique(): string;
  /** What could not be stored yet: it is worth more than a new token, for it may hold the only refresh token that is still valid. */
  readonly unstored: { token?: UnstoredToken | undefined };
}

/** A token that was obtained after the record of a generation, and belongs after no other. */
interface UnstoredToken extends AskedToken {
  readonly generation: number;
}

/** Which token is good enough. */
export interface Wanted {
  /** Only one of a later generation is. */
  readonly after: number;
  /** `refused`: by the source. `ordered`: by an administrator, and so even if asking was stopped. */
  readonly reason: 'due' | 'refused' | 'ordered';
}
