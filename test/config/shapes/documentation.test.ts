import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../../../config/json-schema.ts';
import { shapesJsonSchema } from '../../../config/shapes/json-schema.ts';
import { blocksOf } from '../../readme-blocks.ts';
import { problemsOf } from './problems-of.ts';

const text = readFileSync(new URL('../../../docs/shapes.md', import.meta.url), 'utf8');
const { properties = {}, definitions = {} } = shapesJsonSchema();
const keywords = definitions['shape']!.properties!;
const endpoint = properties['endpoints']!.additionalProperties as JsonSchema;

describe('docs/shapes.md', () => {
  test('has an example that is right', () => {
    const [example, ...others] = blocksOf('docs/shapes.md');
    expect(others).toEqual([]);
    expect(problemsOf(example!.text)).toEqual([]);
  });

  test.each([...Object.keys(endpoint.properties!), ...Object.keys(keywords)])('explains %s', (key) => {
    expect(text).toMatch(new RegExp(`^\\| (.*, )?\`${key.replaceAll('$', '\\$')}\``, 'm'));
  });

  test('has a row for each treatment', () => {
    for (const treatment of keywords['treatment']!.enum!) expect(text).toContain(`| \`${treatment}\` |`);
  });

  test('lists formats and kinds of text', () => {
    const known = keywords['known']!.items!.enum!;
    for (const word of [...keywords['format']!.enum!, ...known]) expect(text).toMatch(new RegExp(`\\b${word}\\b`));
  });
});
