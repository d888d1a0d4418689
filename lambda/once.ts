/**
 * Makes something once, for all who wait at the same time; again if it failed.
 *
 * @example const patterns = once(loadPatterns); await patterns();
 */
export const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let making: Promise<Value> | undefined;
  return () => {
    making ??= make().catch((error: unknown) => {
      making = undefined;
      throw error;
    });
    return making;
  };
};
