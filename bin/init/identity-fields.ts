import * as z from 'zod';
import type { JsonSchema } from '../../config/json-schema.ts';
import { identity } from '../../config/schema/identity.ts';
import type { Question } from '../terminal/interview.ts';

/** The ways in which a vendor can prove who it is, as they stand under `identity:`. */
export const identityKinds = ['jwt', 'googleServiceAccount', 'awsRole', 'entraWorkload'] as const;

/** One of these ways. */
export type IdentityKind = (typeof identityKinds)[number];

/** Every field of an identity that is a text. The claims of a jwt are asked for apart. */
const fieldNames: Readonly<Record<IdentityKind, readonly string[]>> = {
  jwt: ['issuer', 'audience'],
  googleServiceAccount: ['uniqueId', 'audience'],
  awsRole: ['arn', 'externalId'],
  entraWorkload: ['tenantId', 'objectId', 'audience'],
};

/** A field of an identity, and the option that says it. */
export interface IdentityField {
  readonly kind: IdentityKind;
  readonly field: string;
  /** `jwt-issuer`, of the option `--jwt-issuer`. */
  readonly option: string;
  readonly question: Question;
}

const described = z.toJSONSchema(identity, { target: 'draft-07', io: 'input' }) as JsonSchema;

const kebab = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const fieldOf = (kind: IdentityKind, field: string): IdentityField => {
  const option = `${kebab(kind)}-${kebab(field)}`;
  const shape: Readonly<Record<string, z.ZodType>> = identity.shape[kind].unwrap().shape;
  const { description = '', examples = [] } = described.properties?.[kind]?.properties?.[field] ?? {};
  const example = String(examples[0]);
  return {
    kind,
    field,
    option,
    question: {
      name: `${kind}.${field}`,
      option: `--${option} ${example}`,
      about: description,
      example,
      check: (answer) => {
        const { success, error } = shape[field]!.safeParse(answer, { error: () => 'is not in the right form' });
        return success ? undefined : error.issues[0]!.message;
      },
    },
  };
};

/** All of them, in the order in which they are asked for. They are described and checked by the schema of the configuration. */
export const identityFields: readonly IdentityField[] = identityKinds.flatMap((kind) =>
  fieldNames[kind].map((field) => fieldOf(kind, field)),
);
