import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configJsonSchema, type JsonSchema, renderJsonSchema } from '../../config/json-schema.ts';
import { parseConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { forms, good, goodPlatform } from './forms.ts';
import { change, problemsOf } from './problems-of.ts';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

const validator = (schema: JsonSchema) =>
  new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);

const root = configJsonSchema(connectors);

/** A schema, or what it refers to, with what is said where it refers. Those that refer are looked into once, where they are defined. */
const referred = (schema: JsonSchema): JsonSchema => {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (reference === undefined) return schema;
  return { ...root.definitions?.[reference.slice('#/definitions/'.length)], ...schema };
};

/** Every schema under a key, with the path that leads to it. */
const keysOf = (schema: JsonSchema, path: string): [string, JsonSchema][] => [
  ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]): [string, JsonSchema][] => [
    [`${path}.${key}`, referred(inner)],
    ...keysOf(inner, `${path}.${key}`),
  ]),
  ...Object.entries(schema.definitions ?? {}).flatMap(([name, inner]) => keysOf(inner, `#${name}`)),
  ...[schema.items, schema.additionalProperties, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]
    .filter((inner) => typeof inner === 'object')
    .flatMap((inner) => keysOf(inner, `${path}${inner.title ? `<${inner.title}>` : '[]'}`)),
];

describe('sallyport.schema.json', () => {
  test('is what the schema says now', () => {
    const message = 'sallyport.schema.json is stale; write it again with: npm run schema';
    expect(read('sallyport.schema.json') === renderJsonSchema(connectors), message).toBe(true);
  });

  test('is a JSON Schema of draft-07', () => {
    const schema = configJsonSchema(connectors);
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(new Ajv().validateSchema(schema)).toBe(true);
  });

  test('describes every key', () => {
    const keys = keysOf(root, '');
    expect(keys.length).toBeGreaterThan(100);
    expect(keys.filter(([, { description }]) => !description).map(([path]) => path)).toEqual([]);
  });

  test('has one branch for each connector', () => {
    const source = configJsonSchema(connectors).properties?.sources?.additionalProperties;
    const branches = typeof source === 'object' ? (source.oneOf ?? []) : [];
    expect(branches.map(({ properties }) => properties?.connector?.const)).toEqual(connectors.map(({ name }) => name));
    expect(branches.every(({ additionalProperties }) => additionalProperties === false)).toBe(true);
  });
});

test('no connector takes a key that every source has', () => {
  const common = ['connector', 'serve', 'claims', 'closed', 'publicUrl'];
  const taken = connectors.flatMap(({ options }) => Object.keys(options.shape).filter((key) => common.includes(key)));
  expect(taken).toEqual([]);
});

describe('the example', () => {
  const example = read('sallyport.yaml');

  test('is right for the loader', () => {
    const { gateway, sources } = parseConfig(example, 'sallyport.yaml', connectors);
    expect(gateway).toBe('acme');
    expect(Object.keys(sources)).toEqual(['people', 'contractors', 'apps', 'helpdesk', 'visitors']);
  });

  test('is right for the editor', () => {
    const validate = validator(configJsonSchema(connectors));
    expect(validate(parse(example)), JSON.stringify(validate.errors)).toBe(true);
  });

  test('is right with the setting that it shows in a comment', () => {
    const { sources } = parseConfig(change(example, '# closed:', 'closed:'), 'sallyport.yaml', connectors);
    expect(sources.people?.closed).toEqual([{ cron: '0 2 * * *', timeZone: 'Europe/Brussels', minutes: 15 }]);
  });

  test('names the schema for editors in its first line', () => {
    expect(example.split('\n')[0]).toBe('# yaml-language-server: $schema=./sallyport.schema.json');
  });
});

describe('the editor and the loader', () => {
  const validate = validator(configJsonSchema(forms));

  test.each([
    ['with a JWT', good],
    ['in profile platform', goodPlatform],
  ])('take a configuration %s', (_, text) => {
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(problemsOf(text)).toEqual([]);
  });

  test.each([
    ['an unknown key', 'gateway: acme', 'gateway: acme\nrelays: {}'],
    ['no gateway', 'gateway: acme\n', ''],
    ['a bad gateway name', 'gateway: acme', 'gateway: Acme'],
    ['a bad source name', 'boxes:', 'Boxes:'],
    ['no sources', good.slice(good.indexOf('sources:'), good.indexOf('deploy:')), 'sources: {}\n'],
    ['no identity', good.slice(good.indexOf('    jwt:'), good.indexOf('sources:')), '    {}\n'],
    ['an issuer without https', 'https://auth', 'http://auth'],
    ['an issuer with a query', 'elimity.com/\n', 'elimity.com/?a\n'],
    ['an empty audience', 'audience: gateway', 'audience: ""'],
    ['a reserved claim', 'source_id:', 'exp:'],
    ['a claim that is a number', '"42"', '42'],
    ['an unknown connector', 'connector: crate', 'connector: create'],
    ['no connector', 'connector: crate, ', ''],
    ['a key of another connector', 'label: old', 'label: old, place: hall'],
    ['a mode that the connector lacks', '[import]', '[proxy]'],
    ['no mode', '[import]', '[]'],
    ['a mode twice', '[import]', '[import, import]'],
    ['too few minutes', 'minutes: 90', 'minutes: 0'],
    ['a public URL without https', 'https://gateway', 'http://gateway'],
    ['a setting out of range', 'place: hall', 'place: hall\n    width: 9'],
    ['a setting of another kind', 'place: hall', 'place: [hall]'],
    ['none of several forms', 'place: hall', 'place: hall\n    books: [1984]'],
    ['no region', 'region: eu-west-1, ', ''],
    ['an account that is a number', '"123456789012"', '123456789012'],
    ['an unknown time to keep logs', 'region: eu-west-1', 'region: eu-west-1, logRetentionDays: 100'],
  ])('refuse %s', (_, from, to) => {
    const text = change(good, from, to);
    expect(validate(parse(text))).toBe(false);
    expect(problemsOf(text)).not.toEqual([]);
  });

  test.each([
    ['an AWS role that is everyone', 'role/vendors/tenant-acme', 'root'],
    ['an external id of one character', 'acme-7f3c', 'a'],
    ['a tenant that is no GUID', '1B4E28BA-2fa1-41d2-883f-0016d3cca427', 'acme'],
    ['a Google id that is a number', '"104200000000000000000"', '104200000000000000000'],
    ['a provider that is no ARN', 'arn:aws:iam::123456789012:oidc-provider/', ''],
  ])('refuse %s', (_, from, to) => {
    const text = change(goodPlatform, from, to);
    expect(validate(parse(text))).toBe(false);
    expect(problemsOf(text)).not.toEqual([]);
  });
});
