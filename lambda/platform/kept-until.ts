/** Something that ends. */
export interface Ending<Value> {
  readonly value: Value;
  /** Milliseconds since 1970; `undefined` if it never ends. */
  readonly endsAt: number | undefined;
}

/** How long something is kept. */
export interface KeptUntilOptions {
  /** Milliseconds before its end from which on it is made again; half of its time, if that is less. */
  readonly margin: number;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What is kept, each under its key. */
export interface KeptUntil<Value> {
  /** Throws what making it throws. */
  current(key: string): Promise<Value>;
  /** Makes another one the next time, if this is still the one that is kept; it stays as long as that fails. */
  doubt(key: string, value: Value): void;
}

/** A renewal that failed is not tried again with every request of a busy source, in milliseconds. */
const rest = 15_000;

interface Kept<Value> {
  readonly value: Value;
  readonly endsAt: number;
  readonly renewAt: number;
}

/**
 * Keeps what `make` makes until shortly before it ends. Callers who ask at once share one making; a failure is not kept, and as long as
 * the last value is good a failure to renew it is none.
 *
 * The keys are few: what a configuration names.
 *
 * @example
 * const tokens = keptUntil(async (audience) => ({ value, endsAt }), { margin: 180_000, now });
 * await tokens.current('api://AzureADTokenExchange');
 */
export const keptUntil = <Value>(
  make: (key: string) => Promise<Ending<Value>>,
  { margin, now }: KeptUntilOptions,
): KeptUntil<Value> => {
  const kept = new Map<string, Kept<Value>>();
  const making = new Map<string, Promise<Value>>();

  const renew = async (key: string): Promise<Value> => {
    try {
      const { value, endsAt = Number.POSITIVE_INFINITY } = await make(key);
      const at = now();
      kept.set(key, { value, endsAt, renewAt: endsAt - Math.min(margin, (endsAt - at) / 2) });
      return value;
    } catch (error) {
      const last = kept.get(key);
      const at = now();
      if (!last || at >= last.endsAt) throw error;
      kept.set(key, { ...last, renewAt: Math.min(at + rest, last.endsAt) });
      return last.value;
    }
  };

  return {
    async current(key) {
      const found = kept.get(key);
      if (found && now() < found.renewAt) return found.value;
      const mine = making.get(key) ?? renew(key).finally(() => making.delete(key));
      making.set(key, mine);
      return mine;
    },
    doubt(key, value) {
      const found = kept.get(key);
      if (found?.value === value) kept.set(key, { ...found, renewAt: 0 });
    },
  };
};
