import * as z from 'zod';
import { cron, timeZone } from './cron.ts';

/** When something is done, again and again. */
export const schedule = (description: string) =>
  z.strictObject({ cron, timeZone }).meta({
    description,
    examples: [{ cron: '*/30 7-19 * * 1-5', timeZone: 'Europe/Brussels' }],
  });
