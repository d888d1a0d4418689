import type { Readable } from 'node:stream';

/** Bodies of errors are small as a rule: reading one to its end keeps the connection, and costs less than a new one. */
const patienceMilliseconds = 1_000;
const patienceBytes = 65_536;

/** Reads away a body that nobody wants, so that its connection can be used again; one that is long or slow is cut. */
export const discard = (body: Readable): void => {
  if (body.destroyed) return;
  let bytes = 0;
  const timer = setTimeout(() => body.destroy(), patienceMilliseconds).unref();
  body
    .on('data', (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes > patienceBytes) body.destroy();
    })
    .on('error', () => undefined)
    .once('close', () => clearTimeout(timer));
};
