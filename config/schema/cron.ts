import * as z from 'zod';
import { closest } from '../closest.ts';
import { cronOf } from '../cron-of.ts';

const fields = ['minute', 'hour', 'day of the month', 'month', 'weekday'];

/** A cron expression of five fields. */
export const cron = z
  .string()
  .superRefine((expression, context) => {
    const problem = cronProblem(expression);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  })
  .meta({
    description: 'When it begins: a cron expression of five fields (minute, hour, day of the month, month, weekday).',
    examples: ['0 2 * * *'],
  });

/** An IANA time zone. */
export const timeZone = z
  .string()
  .superRefine((zone, context) => {
    const problem = timeZoneProblem(zone);
    if (problem) context.addIssue({ code: 'custom', ...problem });
  })
  .meta({ description: 'The time zone of the cron expression (IANA).', examples: ['Europe/Brussels'] });

const cronProblem = (expression: string): string | undefined => {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== fields.length)
    return `must have five fields (${fields.join(', ')}), not ${expression.trim() ? parts.length : 0}`;
  const bad = parts.findIndex((part, index) => !isCron(parts.map((_, at) => (at === index ? part : '*'))));
  if (bad >= 0) return `has no valid ${fields[bad]}`;
  // Any fixed moment will do: with five fields a cron expression repeats, or never fires.
  const first = cronOf({ cron: expression, timeZone: 'UTC' }).nextRun(new Date(0));
  return first ? undefined : 'never fires: no such day is in the calendar';
};

const isCron = (parts: readonly string[]): boolean => {
  try {
    return cronOf({ cron: parts.join(' '), timeZone: 'UTC' }) !== undefined;
  } catch {
    return false;
  }
};

const timeZoneProblem = (zone: string) => {
  const zones = Intl.supportedValuesOf('timeZone');
  if (zones.includes(zone) || zone === 'UTC') return undefined;
  const guess = closest(zone, zones);
  const isAlias = /^[A-Z]/.test(zone) && guess?.toLowerCase() !== zone.toLowerCase() && isKnownZone(zone);
  if (isAlias) return undefined;
  return guess
    ? { message: 'is not a time zone', params: { remedy: `Did you mean ${guess}?` } }
    : { message: 'is not a time zone' };
};

/** Intl knows aliases too, such as `Asia/Kolkata`, that it does not list. */
const isKnownZone = (zone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
};
