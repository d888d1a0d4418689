import * as z from 'zod';

const seconds = (maximum: number, byDefault: number, description: string) =>
  z.number().min(0.1).max(maximum).default(byDefault).describe(description);

/** How long, how much and how often an API is called by proxy. */
export const limitsOption = z
  .strictObject({
    connectSeconds: seconds(30, 5, 'To find the host, connect and agree on TLS.'),
    firstByteSeconds: seconds(300, 30, 'From the request to the first byte of its answer.'),
    wholeSeconds: seconds(840, 60, 'For the whole call, with all its attempts.'),
    concurrency: z
      .int()
      .min(1)
      .max(256)
      .default(16)
      .describe('Calls to the API at the same time. More wait, as long as their time allows.'),
    attempts: z.int().min(1).max(10).default(3).describe('Tries of a request that only reads, the first included.'),
  })
  .prefault({})
  .describe('How long, how much and how often.');
