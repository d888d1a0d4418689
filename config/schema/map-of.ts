import * as z from 'zod';

/**
 * A map from names of one form to values of one form.
 *
 * `name` says in its own message what a name must be like. Unlike a record with a key schema it checks the values under bad names too, so that all problems are told at once.
 */
export const mapOf = <Value extends z.ZodType>(name: z.ZodString, value: Value) =>
  z
    .record(z.string(), value)
    .superRefine(
      (map, context) => {
        if (typeof map !== 'object' || map === null) return;
        for (const key of Object.keys(map)) {
          const problem = name.safeParse(key).error?.issues[0];
          if (problem)
            context.addIssue({
              code: 'custom',
              path: [key],
              message: problem.message,
              params: { at: 'key', remedy: '' },
            });
        }
      },
      { when: () => true },
    )
    .meta({ propertyNames: keySchema(name) });

/** Zod writes no key schema that stands in a refinement, so it is written beside it. */
const keySchema = (name: z.ZodString): object => {
  const { $schema: _, ...schema } = z.toJSONSchema(name, { target: 'draft-07' });
  return schema;
};
