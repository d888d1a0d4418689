import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { catalogNames, catalogText } from '../../../connectors/catalog.ts';
import { definitionJsonSchema, renderDefinitionJsonSchema } from '../../../connectors/definition/json-schema.ts';

const schema = definitionJsonSchema();
const validate = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);

describe('sallyport-connector.schema.json', () => {
  test('is what the schema says now', () => {
    const text = readFileSync(new URL('../../../sallyport-connector.schema.json', import.meta.url), 'utf8');
    const message = 'sallyport-connector.schema.json is stale; write it again with: npm run schema';
    expect(text === renderDefinitionJsonSchema(), message).toBe(true);
  });

  test.each(catalogNames)('takes %s', (name) => {
    expect(validate(parse(catalogText(name))), JSON.stringify(validate.errors)).toBe(true);
  });

  test('is named in the first line of each definition', () => {
    const line = '# yaml-language-server: $schema=../../sallyport-connector.schema.json';
    expect(catalogNames.filter((name) => !catalogText(name).startsWith(`${line}\n`))).toEqual([]);
  });

  test('refuses what a definition can not say', () => {
    const written = parse(catalogText('okta'));
    expect(validate({ ...written, password: 'canary' })).toBe(false);
    expect(validate({ ...written, server: 7 })).toBe(false);
    expect(validate({ ...written, authentication: undefined })).toBe(false);
  });
});
