import * as z from 'zod';
import type { DestinationForm } from '../destination-form.ts';
import type { SyncConfig } from '../sync-config.ts';
import { schedule } from './schedule.ts';
import { destination } from './sync/destination.ts';
import { grants, groups, map, users } from './sync/mapping.ts';
import { guard, quarantine, rate } from './sync/safety.ts';
import { signIn, webhook } from './sync/sign-in.ts';
import { text } from './text.ts';

/** What a sync is: from where, whom, as what, to where, when, and what must not happen. */
export const sync = (destinations: readonly DestinationForm[]): z.ZodType<SyncConfig> =>
  z
    .strictObject({
      from: text('Name of the source whose users they are. It must serve imports.', 'people'),
      users,
      groups: groups.optional(),
      to: destination(destinations),
      map,
      grants,
      schedule: schedule('When it runs. Default: only when it is asked for.').optional(),
      full: schedule(
        'When everything is compared with what the destination really has. Default: on Sundays at four, UTC.',
      ).prefault({ cron: '0 4 * * 0', timeZone: 'UTC' }),
      adopt: z
        .enum(['nothing', 'matching'])
        .meta({
          description:
            'Users whom the destination had before with the same key: nothing leaves them alone and says so; matching makes them ours.',
          examples: ['matching'],
        })
        .default('nothing'),
      deleteAfterDays: z
        .int()
        .min(1)
        .max(3_650)
        .nullable()
        .meta({
          description: 'Who is gone is disabled at once, and deleted after so many days; null: never.',
          examples: [30],
        })
        .default(30),
      guard,
      rate,
      quarantine,
      webhook: webhook.optional(),
      signIn: signIn.optional(),
    })
    .meta({ description: 'Users of one source that are kept true at one destination.' }) as z.ZodType<SyncConfig>;
