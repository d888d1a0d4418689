import * as z from 'zod';
import type { JsonSchema } from '../../config/json-schema.ts';
import type { Question } from '../terminal/interview.ts';

/** A field of the configuration, as it is asked for. */
export interface AskedField {
  /** The object that it is a field of, as the schema of the configuration has it. */
  readonly object: z.ZodObject;
  readonly field: string;
  /** As the person reads it: `jwt.issuer`. */
  readonly name: string;
  /** `jwt-issuer`, of the option `--jwt-issuer`. */
  readonly option: string;
}

/** Who answers a question writes no YAML: what must be in quotes there, these commands write so. */
const withoutQuotes = (sentence: string): string =>
  sentence.replace(/,? in quotes(: as a number [^.]*)?| In quotes if it is a number\./, '');

/** The question for a field: described and checked by the schema of the configuration. */
export const fieldQuestion = ({ object, field, name, option }: AskedField): Question => {
  const schema = object.shape[field] as z.ZodType;
  const { description = '', examples = [] } = z.toJSONSchema(schema, {
    target: 'draft-07',
    io: 'input',
  }) as JsonSchema;
  const example = String(examples[0]);
  return {
    name,
    option: `--${option} ${example}`,
    about: withoutQuotes(description),
    example,
    check: (answer) => {
      const { success, error } = schema.safeParse(answer, { error: () => 'is not in the right form' });
      return success ? undefined : withoutQuotes(error.issues[0]!.message);
    },
  };
};

/** `projectNumber` as an option has it: `project-number`. */
export const kebab = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
