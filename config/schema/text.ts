import * as z from 'zod';

/** Text that is neither empty nor begins or ends with a space, which no one sees and no comparison forgives. */
export const text = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .regex(/^\S(?:[\s\S]*\S)?$/, { error: 'must not begin or end with a space' })
    .meta({ description, examples: [example] });

/** Text of one form. `form` completes the sentence "must be …". */
export const textLike = (pattern: RegExp, form: string, description: string, example: string) =>
  z
    .string()
    .regex(pattern, { error: `must be ${form}` })
    .meta({ description, examples: [example] });
