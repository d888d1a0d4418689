import { SourceError } from '../source-error.ts';

/**
 * Waits for a server, but no longer than so many seconds: for drivers whose server does not watch the time itself.
 *
 * @param place what it is called in messages, such as `query 2`
 * @throws SourceError `source-timeout`
 */
export const withinSeconds = async <Result>(seconds: number, place: string, wait: Promise<Result>): Promise<Result> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tooLong(seconds, place)), seconds * 1000);
  try {
    return await Promise.race([wait, promise]);
  } finally {
    clearTimeout(timer);
  }
};

const tooLong = (seconds: number, place: string): SourceError =>
  new SourceError(
    'source-timeout',
    `${place}: nothing came for ${seconds} s: make the query faster, add an index on its key, or raise timeout`,
    { detail: { place, seconds } },
  );
