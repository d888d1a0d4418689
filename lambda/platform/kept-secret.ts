import { parseSecret } from './parse-secret.ts';
import type { Secrets } from './platform.ts';
import { PlatformError } from './platform-error.ts';

/** A new value is seen after at most so long; within it, a warm process asks the store once. */
const freshMilliseconds = 60_000;
/** After so long a store that could not be reached is asked again. */
const retryMilliseconds = 15_000;

/** What a kept secret needs beside its store. */
export interface KeptSecretOptions {
  /** Milliseconds since 1970. */
  now(): number;
  /** Is told that the store could not be reached while the secret is known. */
  onFailure?(error: PlatformError): void;
}

/**
 * A source's secret as its host's store has it, asked for once a minute at most. A store that can not be reached while the secret is
 * known does no harm at once: what was valid a minute ago most likely still is.
 *
 * @param ask the store for the text; `{}` if nobody has entered any. Throws PlatformError
 */
export const keptSecret = (ask: () => Promise<string>, { now, onFailure }: KeptSecretOptions): Secrets => {
  let known: { readonly due: number; readonly value: Readonly<Record<string, string>> } | undefined;
  let reading: Promise<Readonly<Record<string, string>>> | undefined;

  const look = async (): Promise<Readonly<Record<string, string>>> => {
    try {
      const value = parseSecret(await ask());
      // Not kept while it is empty: whoever has just entered it tries it at once.
      known = Object.keys(value).length > 0 ? { due: now() + freshMilliseconds, value } : undefined;
      return value;
    } catch (error) {
      if (!known || !(error instanceof PlatformError) || error.code !== 'secret-unreachable') throw error;
      known = { due: now() + retryMilliseconds, value: known.value };
      onFailure?.(error);
      return known.value;
    }
  };

  return {
    async read() {
      if (known && now() < known.due) return known.value;
      reading ??= look().finally(() => {
        reading = undefined;
      });
      return reading;
    },
  };
};
