import { describe, expect, test } from 'vitest';
import { leavingCounts, leavingFields } from '../../../bin/connectors/leaving-fields.ts';
import type { Shape } from '../../../config/shapes/shape.ts';

const text: Shape = { type: 'string' };
const person: Shape = { type: 'string', treatment: 'pseudonym' };

const $defs: Readonly<Record<string, Shape>> = {
  mail: person,
  user: { properties: { id: text, mail: { $ref: '#/$defs/mail' } } },
  tree: { properties: { id: text, children: { items: { $ref: '#/$defs/tree' } } } },
  party: {
    anyOf: [
      { properties: { kind: { const: 'user' }, id: person, at: text } },
      { properties: { kind: { enum: ['group', 'device'] }, id: text, at: text } },
    ],
  },
  forest: { type: 'array', items: { $ref: '#/$defs/tree' } },
};

const told = (shape: Shape): readonly string[] =>
  leavingFields(shape, $defs).map((field) =>
    'object' in field
      ? `${field.path} -> ${field.object}`
      : `${field.path} ${field.treatment}${field.where ? ` if ${field.where}` : ''}`,
  );

describe('what leaves', () => {
  test.each<[string, Shape, readonly string[]]>([
    ['a text', text, [' keep']],
    ['properties in properties', { properties: { a: { properties: { b: person } } } }, ['a.b pseudonym']],
    ['what is dropped', { properties: { a: { type: 'string', treatment: 'drop' }, b: text } }, ['b keep']],
    ['items', { items: { properties: { a: text } } }, ['[].a keep']],
    ['items by their place', { prefixItems: [text, person] }, ['[0] keep', '[1] pseudonym']],
    ['a map', { properties: { m: { additionalProperties: text } } }, ['the names in m keep', 'm.* keep']],
    [
      'a map whose keys are people',
      { additionalProperties: { type: 'integer' }, propertyNames: person },
      ['the names in the answer pseudonym', '* keep'],
    ],
    ['a value by a name', { properties: { to: { $ref: '#/$defs/mail' } } }, ['to pseudonym']],
    ['an object by a name', { properties: { owner: { $ref: '#/$defs/user' } } }, ['owner -> user']],
    ['a list by a name', { properties: { all: { $ref: '#/$defs/forest' } } }, ['all -> forest']],
    ['nothing, where a reference leads nowhere', { $ref: '#/$defs/none' }, []],
    ['a value or nothing', { anyOf: [person, { type: 'null' }] }, [' pseudonym']],
    ['known values', { properties: { a: { enum: [1, 2] }, b: { const: true } } }, ['a keep', 'b keep']],
    [
      'of choices: where they differ, of which',
      $defs['party']!,
      ['kind keep', 'id pseudonym if kind is user', 'at keep', 'id keep if kind is group, device'],
    ],
  ])('%s', (_, shape, fields) => expect(told(shape)).toEqual(fields));

  test('is counted with the objects in it, each once within itself', () => {
    const shape: Shape = {
      properties: { a: { $ref: '#/$defs/user' }, b: { $ref: '#/$defs/user' }, c: { $ref: '#/$defs/tree' } },
    };
    expect(Object.fromEntries(leavingCounts(shape, $defs))).toEqual({ keep: 3, pseudonym: 2 });
  });
});
