import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { configJsonSchema } from '../../config/json-schema.ts';
import { gatewayNameLength, sourceNameLength } from '../../config/schema/name.ts';
import { forms, good, goodPlatform } from './forms.ts';
import { mutated, rawWords } from './mutated.ts';
import { problemsOf } from './problems-of.ts';

const runs = Number(process.env['SALLYPORT_RUNS'] ?? 50);

/** Problems that a person can use: each lies in the file, and says something of our own. */
const expectUsable = (text: string): void => {
  const lines = text.split('\n');
  for (const { line, column, what, remedy } of problemsOf(text)) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    expect(what).not.toBe('');
    expect(`${what} ${remedy}`).not.toMatch(rawWords);
  }
};

const mutation = {
  keys: ['serve', 'claims', 'closed', 'books', 'sub', 'width'],
  values: ['import', ['import'], 'https://a.example', 80, 'acme'],
};

describe('whatever stands in the file', () => {
  test('one changed setting gives a configuration, or problems that a person can use', () => {
    fc.assert(
      fc.property(fc.oneof(mutated(good, mutation), mutated(goodPlatform, mutation)), (document) =>
        expectUsable(stringify(document)),
      ),
      { numRuns: runs },
    );
  });

  test('one changed piece of text gives a configuration, or problems that a person can use', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom(...'\t\n:-{}[]"\'&*!|>%@`#,? '),
    );
    fc.assert(
      fc.property(fc.nat(good.length), fc.nat(6), piece, (start, length, added) =>
        expectUsable(good.slice(0, start) + added + good.slice(start + length)),
      ),
      { numRuns: runs },
    );
  });

  test('what the loader takes, the editor takes', () => {
    const validate = new Ajv().compile(configJsonSchema(forms));
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(mutated(good, mutation), mutated(goodPlatform, mutation)), (document) => {
        const text = stringify(document);
        if (problemsOf(text).length > 0) return;
        taken++;
        expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
      }),
      { numRuns: 2 * runs },
    );
    expect(taken).toBeGreaterThan(runs / 10);
  });
});

test('the longest names give names that AWS takes: 64 characters for functions and roles', () => {
  const longestRegion = 'ap-southeast-99'.length;
  expect(`${'g'.repeat(gatewayNameLength)}-${'s'.repeat(sourceNameLength)}`.length).toBeLessThanOrEqual(64);
  expect(`${'g'.repeat(gatewayNameLength)}-vendor-`.length + longestRegion).toBeLessThanOrEqual(64);
});
