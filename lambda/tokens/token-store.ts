import type { KeyHolder } from '../keys/gateway-keys.ts';
import type { StateStore } from '../platform/state-store.ts';
import { seal, sealedBy, unseal } from './seal.ts';
import { emptyRecord, formatRecord, parseRecord, type TokenRecord } from './token-record.ts';

/** A record, and the version of the store that it is. */
export interface KeptRecord {
  readonly record: TokenRecord;
  /** `undefined` while nothing is stored. */
  readonly version: string | undefined;
  /** Whether something is stored that can not be opened: its key is gone, or somebody wrote over it. */
  readonly isUnreadable: boolean;
}

/** Where one token's record is kept. Both throw PlatformError of the store or of the gateway's key. */
export interface TokenStore {
  read(): Promise<KeptRecord>;
  /** @returns the record as it is kept now; `undefined` if somebody else was faster, and nothing was changed */
  write(record: TokenRecord, after: KeptRecord): Promise<KeptRecord | undefined>;
}

/** What a token's store is made from. */
export interface TokenStoreOptions {
  readonly state: StateStore;
  readonly keys: Pick<KeyHolder, 'current' | 'fresh'>;
  /** `<gateway>/<source>`: a record opens nowhere else. */
  readonly place: string;
  readonly scheme: string;
}

/** The name of a scheme in the state store: any text becomes letters that every store takes. */
export const recordName = (scheme: string): string =>
  /^[a-z0-9][a-z0-9-]{0,62}$/.test(scheme) ? `tokens/${scheme}` : `tokens/x.${Buffer.from(scheme).toString('hex')}`;

/** Keeps the record of one token, sealed, in the host's state store. */
export const tokenStore = ({ state, keys, place, scheme }: TokenStoreOptions): TokenStore => {
  const name = recordName(scheme);
  const sealedFor = `${place}/${scheme}`;

  const open = async (text: string): Promise<TokenRecord | undefined> => {
    const held = await keys.current();
    // Another process may have a newer key; what seems to be sealed with none would be made anew, and its refresh token lost.
    const opened = unseal(text, sealedFor, held.all.has(sealedBy(text)) ? held : await keys.fresh());
    return opened === undefined ? undefined : parseRecord(opened);
  };

  return {
    async read() {
      const stored = await state.read(name);
      if (!stored) return { record: emptyRecord, version: undefined, isUnreadable: false };
      const record = await open(stored.text);
      return { record: record ?? emptyRecord, version: stored.version, isUnreadable: record === undefined };
    },
    async write(record, after) {
      const text = seal(formatRecord(record), sealedFor, await keys.current());
      const version = await state.write(name, text, after.version);
      return version === undefined ? undefined : { record, version, isUnreadable: false };
    },
  };
};
