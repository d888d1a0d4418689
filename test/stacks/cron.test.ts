import { describe, expect, test } from 'vitest';
import { awsCrons } from '../../stacks/cron/aws-crons.ts';
import { localCrons } from '../../stacks/cron/local-crons.ts';
import { utcCron } from '../../stacks/cron/utc-cron.ts';
import { zoneOffsets } from '../../stacks/cron/zone-offsets.ts';

const table = [
  [
    '0 2 * * *',
    'Europe/Brussels',
    ['0 2 * * *', '0 3 * * *'],
    ['cron(0 2 * * ? *)', 'cron(0 3 * * ? *)'],
    '0 0,1 * * *',
  ],
  ['30 3 * * *', 'Europe/Brussels', ['30 3 * * *'], ['cron(30 3 * * ? *)'], '30 1,2 * * *'],
  [
    '*/30 7-9 * * MON-FRI',
    'Asia/Kathmandu',
    ['*/30 7-9 * * MON-FRI'],
    ['cron(0,30 7,8,9 ? * MON,TUE,WED,THU,FRI *)'],
    '15,45 1,2,3 * * *',
  ],
  ['0 0 1,15 * 0', 'UTC', ['0 0 1,15 * 0'], ['cron(0 0 1,15 * ? *)', 'cron(0 0 ? * SUN *)'], '0 0 * * *'],
  ['0 9 * * 7', 'UTC', ['0 9 * * 7'], ['cron(0 9 ? * SUN *)'], '0 9 * * *'],
  ['0 9 * * 1#2', 'UTC', ['0 9 * * 1#2'], ['cron(0 9 ? * 2#2 *)'], '0 9 * * *'],
  ['0 22 L */3 *', 'UTC', ['0 22 L */3 *'], ['cron(0 22 L 1,4,7,10 ? *)'], '0 22 * * *'],
  ['* * * * *', 'Africa/Casablanca', ['* * * * *'], ['cron(* * * * ? *)'], '* * * * *'],
  [
    '15 2 * * *',
    'Australia/Lord_Howe',
    ['15 2 * * *', '30 2 * * *'],
    ['cron(15 2 * * ? *)', 'cron(30 2 * * ? *)'],
    '15,30,45 15 * * *',
  ],
] as const;

describe.each(table)('%s in %s', (cron, timeZone, local, aws, utc) => {
  const schedule = { cron, timeZone };

  test('where the cloud knows the zone', () => expect(localCrons(schedule)).toEqual(local));
  test('in the words of EventBridge', () => expect(awsCrons(schedule)).toEqual(aws));
  test('in UTC, for every day that it may be due', () => expect(utcCron(schedule)).toBe(utc));
});

test.each([
  ['Europe/Brussels', [60, 120], 11],
  ['Asia/Kathmandu', [345], 0],
  ['UTC', [0], 0],
  ['Australia/Lord_Howe', [630, 660], 11],
] as const)('%s is ahead by %j minutes', (zone, offsets, gaps) => {
  expect(zoneOffsets(zone).offsets).toEqual(offsets);
  expect(zoneOffsets(zone).gaps).toHaveLength(gaps);
});
