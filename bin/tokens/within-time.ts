import { CommandError, exitCode } from '../exit-code.ts';

/** All requests of a grant, and the wait for another process that asks at the same time. */
const milliseconds = 90_000;

/**
 * Does something with an authorization server, and gives up on it after a while.
 *
 * @throws CommandError after a minute and a half; the stop's reason; what the work throws
 */
export const withinTime = async <Result>(
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const timeout = AbortSignal.timeout(milliseconds);
  try {
    return await work(AbortSignal.any([stop, timeout]));
  } catch (error) {
    stop.throwIfAborted();
    if (!timeout.aborted) throw error;
    throw new CommandError(
      exitCode.failed,
      `Nothing came within ${milliseconds / 1_000} seconds: the authorization server is slow, or another process asks at the moment. Try again.`,
    );
  }
};
