import * as z from 'zod';
import { cron, timeZone } from './cron.ts';

/** Times at which a source must be left alone. */
export const closed = z
  .array(
    z
      .strictObject({
        cron,
        timeZone,
        minutes: z
          .int()
          .min(1)
          .max(7 * 24 * 60)
          .meta({ description: 'How long it lasts, in minutes.', examples: [90] }),
      })
      .meta({ examples: [{ cron: '0 2 * * *', timeZone: 'Europe/Brussels', minutes: 90 }] }),
  )
  .meta({
    description:
      'Times at which the source must be left alone, such as its backup. Calls are answered with "try later".',
    examples: [[{ cron: '0 2 * * *', timeZone: 'Europe/Brussels', minutes: 90 }]],
  })
  .default([]);
