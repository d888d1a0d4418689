import { Ajv } from 'ajv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { definitionJsonSchema } from '../../../connectors/definition/json-schema.ts';
import { readDefinition } from '../../../connectors/definition/read-definition.ts';
import { mutated, rawWords } from '../../config/mutated.ts';
import { badgesDefinition } from '../defined/support/badges.ts';
import { badgesPagings, definitionWith } from '../defined/support/badges-source.ts';

const runs = Number(process.env['SALLYPORT_RUNS'] ?? 40);

const mutation = {
  keys: ['paging', 'for', 'variables', 'optional', 'changes', 'where', 'each', 'self', 'body', 'query', 'headers'],
  values: [
    ...['GET /holders', 'POST /teams', 'id', '/badges/0', '${domain}', '{key}', 'teams', 'none', 'parent', 'self'],
    ...[
      'https://other.example.com',
      { link: 'next' },
      { token: 'a', parameter: 'b' },
      { column: 'id' },
      true,
      null,
      -1,
    ],
  ],
};

const definitions = fc
  .constantFrom(badgesDefinition, ...badgesPagings.map(definitionWith))
  .chain((definition) => mutated(definition, mutation));

const read = (text: string) => readDefinition(text, 'badges.yaml', 'badges');

test('whatever stands in a definition: it is read, and the editor takes it; or a person is told what to do', () => {
  const validate = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
    definitionJsonSchema(),
  );
  let taken = 0;
  fc.assert(
    fc.property(definitions, (document) => {
      const text = stringify(document);
      const { content, problems } = read(text);
      const lines = text.split('\n');
      for (const { line, column, what, remedy } of problems) {
        expect(lines[line - 1]).toBeDefined();
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1);
        expect(what).not.toBe('');
        expect(`${what} ${remedy}`).not.toMatch(rawWords);
      }
      expect(content === undefined).toBe(problems.length > 0);
      if (!content) return;
      taken++;
      expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
    }),
    { numRuns: runs },
  );
  expect(taken).toBeGreaterThan(runs / 20);
});

test('however a definition is written, as YAML or as JSON, it is the same', () => {
  fc.assert(
    fc.property(definitions, (document) => {
      const json = JSON.stringify(document);
      expect(read(json).content).toEqual(read(stringify(JSON.parse(json))).content);
    }),
    { numRuns: runs },
  );
});

test('what was read, written again, is read as it was', () => {
  fc.assert(
    fc.property(definitions, (document) => {
      const { content } = read(stringify(document));
      if (!content) return;
      const { name: _, ...written } = content;
      const again = read(stringify(written));
      expect(again.problems).toEqual([]);
      expect(again.content).toEqual(content);
    }),
    { numRuns: runs },
  );
});
