/**
 * Waits for a promise, but no longer than a signal lets it: for what knows nothing of signals itself.
 *
 * @throws the signal's reason, or what the promise rejects with
 */
export const untilAborted = async <Result>(signal: AbortSignal, wait: Promise<Result>): Promise<Result> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([wait, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};
