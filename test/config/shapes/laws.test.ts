import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { shapesJsonSchema } from '../../../config/shapes/json-schema.ts';
import { parseShapes } from '../../../config/shapes/read-shapes.ts';
import type { Shape } from '../../../config/shapes/shape.ts';
import { compileShape } from '../../../lambda/shapes/compile-shape.ts';
import { treatDocument } from '../../../lambda/shapes/treat-document.ts';
import { mutated, rawWords } from '../mutated.ts';
import { problemsOf } from './problems-of.ts';

const runs = Number(process.env['SALLYPORT_RUNS'] ?? 40);

const good = readFileSync(new URL('../../../examples/helpdesk/helpdesk.shapes.yaml', import.meta.url), 'utf8');

const mutation = {
  keys: ['type', 'properties', 'items', 'anyOf', '$ref', 'treatment', 'enum', 'GET /a/{b}', 'answer', 'body', 'query'],
  values: [
    ...['string', 'object', 'null', 'pseudonym', 'drop', 'email', '#/$defs/person', '#/$defs/nobody', '(a', '2XX'],
    ...[['string', 'null'], { type: 'string' }, { $ref: '#/$defs/ticket' }, [{ type: 'integer' }], true, null, -1],
  ],
};

const treatments = { treatOf: () => undefined };
const pattern = (source: string) => (text: string) => RE2JS.compile(source).matcher(text).find();

describe('whatever stands in a shapes file', () => {
  test('gives shapes that can be compiled and that the editor takes, or problems that a person can use', () => {
    const validate = new Ajv({ strict: false }).compile(shapesJsonSchema());
    const lines = good.split('\n').length * 2;
    let taken = 0;
    fc.assert(
      fc.property(mutated(good, mutation), (document) => {
        const text = stringify(document);
        const problems = problemsOf(text);
        for (const { line, column, what, remedy } of problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(what).not.toBe('');
          expect(`${what} ${remedy}`).not.toMatch(rawWords);
        }
        if (problems.length > 0) return;
        taken++;
        expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
        const { endpoints, $defs } = parseShapes(text, 'f');
        for (const { answers, query, variables, body } of endpoints) {
          const shapes = [answers, query, variables].flatMap((map) => Object.values(map));
          for (const shape of [...shapes, ...(body?.shape ? [body.shape] : [])])
            compileShape(shape, { defs: $defs, treatments, pattern });
        }
      }),
      { numRuns: runs },
    );
    expect(taken).toBeGreaterThan(runs / 10);
  });
});

/** Names and values of few kinds, so that choices are often alike. */
const name = fc.constantFrom('a', 'b', 'c');
const scalar = fc.constantFrom<Shape>(
  ...[{ type: 'string' }, { type: 'integer' }, { type: 'number' }, { enum: ['x', 'y'] }, { const: 'x' }].map(
    (shape) => shape as Shape,
  ),
);
const object: fc.Arbitrary<Shape> = fc
  .record({ properties: fc.dictionary(name, scalar, { maxKeys: 3 }), requires: fc.boolean() })
  .map(({ properties, requires }) => ({
    type: 'object',
    properties,
    ...(requires && Object.keys(properties).length > 0 && { required: [Object.keys(properties)[0]!] }),
  }));
const choice = fc.oneof(
  scalar,
  object,
  scalar.map((items): Shape => ({ type: 'array', items })),
);
const value = fc.constantFrom<unknown>('x', 'y', 'z', 1, 1.5, true, null);

/** Documents with no other properties than a shape names: of others no choice says anything. */
const documentsFor = ({ properties = {}, items }: Shape): fc.Arbitrary<unknown> => {
  if (items) return fc.array(value, { maxLength: 2 });
  const named = Object.fromEntries(Object.keys(properties).map((key) => [key, value]));
  return fc.oneof(value, fc.record(named, { requiredKeys: [] }));
};

/** Last of the choices, and met by no document: with a choice left over, one that does not fit is refused as a whole. */
const others: readonly Shape[] = [
  { type: 'object', properties: { other: { const: 'other' } }, required: ['other'] },
  { type: 'array', items: { const: 'other' } },
];

const treated = (choices: readonly Shape[], document: unknown): string => {
  const compiled = compileShape({ anyOf: [...choices, ...others] }, { defs: {}, treatments });
  return treatDocument(compiled, Buffer.from(JSON.stringify(document))).bytes.toString();
};

test('a choice that is said to be never reached makes no difference', () => {
  const cases = fc.array(choice, { minLength: 2, maxLength: 4 }).chain((choices) =>
    fc.record({
      choices: fc.constant(choices),
      documents: fc.tuple(...choices.map((each) => fc.array(documentsFor(each), { minLength: 1, maxLength: 5 }))),
    }),
  );
  let lost = 0;
  fc.assert(
    fc.property(cases, ({ choices, documents }) => {
      const text = stringify(
        { endpoints: { 'GET /a': { answer: { anyOf: choices } } } },
        { aliasDuplicateObjects: false },
      );
      for (const { path, what } of problemsOf(text)) {
        expect(what).toContain('is never reached');
        const index = Number(/\[(\d)\]$/.exec(path)![1]);
        lost++;
        for (const document of documents[index]!)
          expect(treated(choices, document)).toBe(treated(choices.toSpliced(index, 1), document));
      }
    }),
    { numRuns: 400 },
  );
  expect(lost).toBeGreaterThan(100);
});
