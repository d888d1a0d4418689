import type * as z from 'zod';
import { identity } from '../../config/schema/identity.ts';
import type { CloudHost } from '../../stacks/form-text.ts';
import type { Question } from '../terminal/interview.ts';
import { fieldQuestion, kebab } from './field-question.ts';

/** The ways in which a vendor can prove who it is, as they stand under `identity:`. */
export const identityKinds = ['jwt', 'googleServiceAccount', 'awsRole', 'entraWorkload'] as const;

/** One of these ways. */
export type IdentityKind = (typeof identityKinds)[number];

/** Every field of an identity that is a text. The claims of a jwt are asked for apart. */
const fieldNames: Readonly<Record<IdentityKind, readonly string[]>> = {
  jwt: ['issuer', 'audience'],
  googleServiceAccount: ['uniqueId', 'audience', 'email'],
  awsRole: ['arn', 'externalId', 'issuer'],
  entraWorkload: ['tenantId', 'objectId', 'audience'],
};

/** The rules of the configuration say the same: config/schema/rules/check-{gcp,azure}-trust.ts. */
const neededOn: Readonly<Record<string, CloudHost>> = {
  'googleServiceAccount.email': 'gcp',
  'awsRole.issuer': 'azure',
};

/** A field of an identity, and the option that says it. */
export interface IdentityField {
  readonly kind: IdentityKind;
  readonly field: string;
  /** `jwt-issuer`, of the option `--jwt-issuer`. */
  readonly option: string;
  /** The only cloud on which it is needed, where the cloud checks the token. @default - needed on all */
  readonly neededOn?: CloudHost | undefined;
  readonly question: Question;
}

const fieldOf = (kind: IdentityKind, field: string): IdentityField => {
  const option = `${kebab(kind)}-${kebab(field)}`;
  const object: z.ZodObject = identity.shape[kind].unwrap();
  const name = `${kind}.${field}`;
  const question = fieldQuestion({ object, field, name, option });
  return { kind, field, option, neededOn: neededOn[name], question };
};

/** All of them, in the order in which they are asked for. They are described and checked by the schema of the configuration. */
export const identityFields: readonly IdentityField[] = identityKinds.flatMap((kind) =>
  fieldNames[kind].map((field) => fieldOf(kind, field)),
);
