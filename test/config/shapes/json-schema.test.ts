import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { JsonSchema } from '../../../config/json-schema.ts';
import { renderShapesJsonSchema, shapesJsonSchema } from '../../../config/shapes/json-schema.ts';
import { problemsOf } from './problems-of.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const validate = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(shapesJsonSchema());

describe('sallyport-shapes.schema.json', () => {
  test('is what the schema says now', () => {
    const message = 'sallyport-shapes.schema.json is stale; write it again with: npm run schema';
    expect(read('sallyport-shapes.schema.json') === renderShapesJsonSchema(), message).toBe(true);
  });

  test('is a JSON Schema of draft-07', () => {
    expect(shapesJsonSchema().$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(new Ajv().validateSchema(shapesJsonSchema())).toBe(true);
  });

  test('describes every key', () => {
    const { properties = {}, definitions = {} } = shapesJsonSchema();
    const endpoint = properties['endpoints']?.additionalProperties as JsonSchema;
    const keys = [properties, endpoint.properties ?? {}, definitions['shape']?.properties ?? {}].flatMap(
      Object.entries,
    );
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.filter(([, schema]) => !schema.description).map(([key]) => key)).toEqual([]);
  });
});

describe('the editor and the loader', () => {
  test('take the example', () => {
    const example = read('examples/helpdesk/helpdesk.shapes.yaml');
    expect(validate(parse(example)), JSON.stringify(validate.errors)).toBe(true);
    expect(problemsOf(example)).toEqual([]);
  });

  test.each([
    ['an unknown key', '{ endpoints: { GET /a: {} }, more: 1 }'],
    ['no endpoints', '{ endpoints: {} }'],
    ['another method', '{ endpoints: { HEAD /a: {} } }'],
    ['a misspelt keyword', '{ endpoints: { GET /a: { answer: { tipe: string } } } }'],
    ['a misspelt keyword within', '{ endpoints: { GET /a: { answer: { items: { tipe: string } } } } }'],
    ['a boolean schema', '{ endpoints: { GET /a: { answer: true } } }'],
    ['an unknown type', '{ endpoints: { GET /a: { answer: { type: text } } } }'],
    ['an unknown treatment', '{ endpoints: { GET /a: { answer: { type: string, treatment: hash } } } }'],
    ['a reference elsewhere', "{ endpoints: { GET /a: { answer: { $ref: 'other.yaml' } } } }"],
    ['an empty enum', '{ endpoints: { GET /a: { answer: { enum: [] } } } }'],
    ['an object in an enum', '{ endpoints: { GET /a: { answer: { enum: [{}] } } } }'],
    ['a body without a type', '{ endpoints: { POST /a: { body: {} } } }'],
    ['a server without TLS', '{ server: http://a.example, endpoints: { GET /a: {} } }'],
  ])('refuse %s', (_, text) => {
    expect(validate(parse(text))).toBe(false);
    expect(problemsOf(text)).not.toEqual([]);
  });
});
