import * as z from 'zod';

const percent = (description: string, value: number) =>
  z
    .number()
    .min(0)
    .max(100)
    .meta({ description, examples: [value] })
    .default(value);

const count = (description: string, value: number) =>
  z
    .int()
    .min(0)
    .max(10_000_000)
    .meta({ description, examples: [value] })
    .default(value);

/** What must not happen without somebody having looked. */
export const guard = z
  .strictObject({
    percent: percent(
      'Of the users that are ours and active, so many percent may be disabled or deleted in one run.',
      20,
    ),
    count: count('So many users may be disabled or deleted in one run.', 100),
    sourcePercent: percent(
      "So many percent of the source's users of the last run must still be there. None at all always trips.",
      50,
    ),
    groupPercent: percent("So many percent of a group's members of the last run must still be in it.", 50),
    attributePercent: percent(
      'So many percent of the users who had a value of an attribute at the last run must still have one. Attributes that nothing looks at do not count.',
      50,
    ),
    few: count('Percentages are not looked at where fewer than so many are gone.', 5),
  })
  .meta({
    description: 'What trips it has nothing applied: the plan waits for sallyport sync approve.',
    examples: [{ percent: 20, count: 100 }],
  })
  .prefault({});

/** What the destination bears. */
export const rate = z
  .strictObject({
    concurrency: z
      .int()
      .min(1)
      .max(32)
      .meta({ description: 'Calls under way at once.', examples: [4] })
      .default(4),
    perSecond: z
      .number()
      .min(0.01)
      .max(10_000)
      .meta({ description: 'Calls begun in a second. Default: as many as there are.', examples: [10] })
      .optional(),
  })
  .meta({ description: 'What the destination bears.', examples: [{ concurrency: 4, perSecond: 10 }] })
  .prefault({});

/** When too many fail. */
export const quarantine = z
  .strictObject({
    percent: percent('When so many percent of what a run has to apply fail, it stops, and an alarm rings.', 40),
    few: count('Fewer failures are never too many.', 10),
  })
  .meta({ description: 'When too many users can not be applied.', examples: [{ percent: 40 }] })
  .prefault({});
