/**
 * What a promise gives, or the signal's reason as soon as it is aborted. Nothing is left at a signal that lives longer than the promise, as
 * it would be with a race against a promise that lives as long: that keeps all that ever came first.
 */
export const orAborted = async <Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> => {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
};
