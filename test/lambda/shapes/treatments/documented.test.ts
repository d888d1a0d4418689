import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Treatment } from '../../../../config/shapes/shape.ts';
import { canonicalEmail } from '../../../../lambda/shapes/treatments/canonical-email.ts';
import { canonicalIp } from '../../../../lambda/shapes/treatments/canonical-ip.ts';
import { knownPatterns } from '../../../../lambda/shapes/treatments/known-patterns.ts';
import { treatmentsWith } from '../../../../lambda/shapes/treatments/treatments-with.ts';
import { fixedKeys } from './test-keys.ts';

const lines = readFileSync(join(import.meta.dirname, '../../../../docs/pseudonyms.md'), 'utf8').split('\n');
const rows = lines
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const quoted = (cell: string): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);

/** Rows such as: value, treatment, pseudonym. */
const examples = rows.filter(([, , pseudonym]) => /^`sp1[hir]\.AAAA\./.test(pseudonym ?? ''));

test.each(examples)('docs/pseudonyms.md: %s by %s', (value, treatment, pseudonym) => {
  const [text] = quoted(value!);
  const kind = value!.includes('a number') ? 'number' : 'string';
  const treat = treatmentsWith(fixedKeys).treatOf({ treatment: quoted(treatment!)[0] as Treatment })!;
  expect(treat(text!.replaceAll('"', ''), kind)).toBe(quoted(pseudonym!)[0]);
});

/** Rows such as: what, spellings, canonical form. */
const spellings = rows.flatMap(([, spelled, becomes]) => {
  const [canonical] = quoted(becomes ?? '');
  const isAddress = canonical !== undefined && /^([^@ ]+@[^@ ]+|[0-9a-f.:]+)$/.test(canonical);
  return isAddress ? quoted(spelled!).map((text) => [text, canonical] as const) : [];
});

test.each(spellings)('docs/pseudonyms.md: %s becomes %s', (text, canonical) => {
  expect(canonicalEmail(text) ?? canonicalIp(text)).toBe(canonical);
});

test('docs/pseudonyms.md has its tables, and every kind of text', () => {
  expect(examples).toHaveLength(4);
  expect(spellings).toHaveLength(11);
  expect(rows.flatMap(([first]) => quoted(first!))).toEqual(expect.arrayContaining([...knownPatterns]));
});
