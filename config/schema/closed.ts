import * as z from 'zod';
import { cron, timeZone } from './cron.ts';

const example = { cron: '0 2 * * *', timeZone: 'Europe/Brussels', minutes: 90 };

/** A time that comes again: it begins when the expression fires. */
export const closedTime = z
  .strictObject({
    cron,
    timeZone,
    minutes: z
      .int()
      .min(1)
      .max(7 * 24 * 60)
      .meta({ description: 'How long it lasts, in minutes.', examples: [90] }),
  })
  .meta({ examples: [example] });

/** Times at which a source must be left alone. */
export const closed = z
  .array(closedTime)
  .meta({
    description:
      'Times at which the source must be left alone, such as its backup. Calls are answered with "try later".',
    examples: [[example]],
  })
  .default([]);
