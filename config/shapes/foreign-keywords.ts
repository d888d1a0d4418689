import type { KeyRemedies } from '../load/explain.ts';

const unchecked = 'Remove it: it is not checked here.';
const silent = 'Remove it: it says nothing about what may leave.';
const denied = 'Remove it: a shape says what may leave, not what may not.';

/** What to write instead of keywords of JSON Schema and OpenAPI that shapes do not have. */
export const foreignKeywords: KeyRemedies = {
  oneOf: 'Write anyOf: the first choice that fits is taken.',
  allOf: 'Write the properties of all of them into one shape.',
  not: denied,
  if: denied,
  // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
  then: denied,
  else: denied,
  nullable: "Write, for example: type: [string, 'null']",
  discriminator: 'Write const into that property of each choice.',
  patternProperties: 'Write additionalProperties, and propertyNames for the keys.',
  unevaluatedProperties: 'Remove it: what is not named does not leave.',
  definitions: 'Write shapes for $ref under $defs, at the top of the file.',
  $defs: 'Write shapes for $ref under $defs, at the top of the file.',
  additionalItems: 'Write items: after prefixItems it is for the elements that are left.',
  exclusiveMinimum: 'Write minimum.',
  exclusiveMaximum: 'Write maximum.',
  multipleOf: unchecked,
  minItems: unchecked,
  maxItems: unchecked,
  uniqueItems: unchecked,
  contains: unchecked,
  minProperties: unchecked,
  maxProperties: unchecked,
  dependentRequired: unchecked,
  example: silent,
  examples: silent,
  default: silent,
  deprecated: silent,
  readOnly: silent,
  writeOnly: silent,
  xml: silent,
  externalDocs: silent,
};
