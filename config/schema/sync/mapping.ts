import * as z from 'zod';
import type { Template } from '../../sync-config.ts';
import { text } from '../text.ts';

/** Which entities are users. */
export const users = z
  .strictObject({
    type: text('The entity type of users, as the source has it.', 'person'),
    key: text(
      'An expression that gives what the destination knows a user by, for good: a number or login that never changes.',
      'user.email',
    ),
    when: text(
      'An expression: who it is false for is not to be at the destination. Default: everybody is.',
      'user.active',
    ).optional(),
  })
  .meta({ description: 'Which entities of the source are users.', examples: [{ type: 'person', key: 'user.email' }] });

/** Which entities are groups. */
export const groups = z
  .strictObject({
    type: text('The entity type of groups, as the source has it.', 'team'),
    nested: z
      .boolean()
      .meta({
        description: 'Whether members of a group within a group are members of the outer one too.',
        examples: [true],
      })
      .default(true),
    as: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(20)
      .meta({
        description:
          'Relationships of users and groups that say as what (their attribute as) are memberships if it is one of these. Those that say nothing are. Default: member.',
        examples: [['member', 'owner']],
        uniqueItems: true,
      })
      .optional(),
  })
  .meta({ description: 'Which entities of the source are groups. Default: none are.', examples: [{ type: 'team' }] });

const template: z.ZodType<Template> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(template), z.record(z.string(), template)]),
);

/** What users become. */
export const map = z.record(z.string(), template).meta({
  description:
    'What the destination has of a user, in its own words. ${…} holds an expression (CEL) over user and groups; a text that is one alone gives its value. What a user does not have is left out.',
  examples: [{ user: { email: '${user.email}', forenames: '${user.givenName}' } }],
});

const grant = z
  .strictObject({
    group: text(
      'Id or name of a group that the user is in. A * at its end stands for any ending.',
      'BI Admins',
    ).optional(),
    when: text('An expression over user and groups.', 'user.office == "Ghent"').optional(),
    each: text(
      'An expression that gives a list: the rule is met once for each of its members.',
      'user.costCenters',
    ).optional(),
    give: z.record(z.string(), z.array(template)).meta({
      description: 'Lists that are added to those of the map, by their path.',
      examples: [{ userRoles: [{ name: 'Administrator' }] }],
    }),
  })
  .refine(({ group, when, each }) => group !== undefined || when !== undefined || each !== undefined, {
    error: 'is met by nobody: write group, when or each',
  })
  .refine(({ group, each }) => group === undefined || each === undefined, {
    error: 'has group and each: write one of them, or two rules',
  })
  .meta({ description: 'What users get where a rule is met.' });

/** What users get beside what the map gives. */
export const grants = z
  .array(grant)
  .max(2_000)
  .meta({
    description: 'Roles, restrictions and the like, by group or by expression.',
    examples: [[{ group: 'BI Admins', give: { userRoles: [{ name: 'Administrator' }] } }]],
  })
  .default([]);
