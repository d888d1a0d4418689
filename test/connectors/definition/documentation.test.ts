import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../../../config/json-schema.ts';
import { parseConfig } from '../../../config/load.ts';
import { shapesJsonSchema } from '../../../config/shapes/json-schema.ts';
import { definitionJsonSchema } from '../../../connectors/definition/json-schema.ts';
import { readDefinition } from '../../../connectors/definition/read-definition.ts';
import { connectors } from '../../../connectors/index.ts';
import { blocksOf } from '../../readme-blocks.ts';

const text = readFileSync(new URL('../../../docs/connectors.md', import.meta.url), 'utf8');
const blocks = blocksOf('docs/connectors.md').filter(({ language }) => language === 'yaml');
const configurations = blocks.filter((block) => block.text.includes('\nsources:'));
const definitions = blocks.filter((block) => !configurations.includes(block));

const { properties: top = {} } = definitionJsonSchema();
const valuesOf = (schema: JsonSchema | undefined): Readonly<Record<string, JsonSchema>> => {
  const { additionalProperties: values } = schema ?? {};
  return (typeof values === 'object' && values.properties) || {};
};
const lists = valuesOf(top['lists']);

/** docs/shapes.md explains these. */
const inShapes = new Set(Object.keys(valuesOf(shapesJsonSchema().properties?.['endpoints'])));

const rooms: Readonly<Record<string, readonly string[]>> = {
  'a definition': Object.keys(top),
  'a setting': Object.keys(valuesOf(top['settings'])),
  'a way': Object.keys(valuesOf(top['authentication'])),
  'rate limits': Object.keys(top['rateLimits']!.properties!),
  'an answer rule': Object.keys(top['answers']!.items!.properties!),
  'a list': Object.keys(lists),
  'an endpoint': Object.keys(valuesOf(top['endpoints'])).filter((key) => !inShapes.has(key)),
};

describe('docs/connectors.md', () => {
  test('has examples of both', () => {
    expect(configurations.length).toBe(5);
    expect(definitions.length).toBe(1);
  });

  test('has a definition that is right', () => {
    const { problems } = readDefinition(definitions[0]!.text, 'badges.connector.yaml', 'custom');
    expect(problems).toEqual([]);
  });

  test.each(configurations)('has a configuration that is right: $text', (block) => {
    const config = parseConfig(block.text, 'f', connectors, (file) => ({ file, text: definitions[0]!.text }));
    expect(Object.keys(config.sources).length).toBeGreaterThan(0);
  });

  test.each(Object.entries(rooms).flatMap(([room, keys]) => keys.map((key) => [room, key])))(
    'explains of %s: %s',
    (_, key) => {
      expect(text).toMatch(new RegExp(`^\\| (.*, )?\`${key!.replaceAll('$', '\\$')}\`(, .*)? \\|`, 'm'));
    },
  );

  test('explains each item of a mapping, and each meaning of an answer', () => {
    for (const key of Object.keys(lists['items']!.items!.properties!)) expect(text).toContain(`\`${key}\``);
    for (const meaning of top['answers']!.items!.properties!['means']!.enum!) expect(text).toContain(`\`${meaning}\``);
  });

  test('explains a step', () => {
    for (const key of Object.keys(top['setup']!.items!.properties!))
      expect(text).toMatch(new RegExp(`^\\| \`setup\` \\|.*\`${key}\``, 'm'));
  });

  test('names a way of paging for each that there is', () => {
    const ways = (top['paging'] as JsonSchema).anyOf ?? [];
    const keys = ways.flatMap(({ required = [] }) => required.slice(0, 1));
    for (const key of keys) expect(text).toMatch(new RegExp(`^\\| \`\\{ ${key}: `, 'm'));
  });
});
