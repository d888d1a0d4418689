import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sourceProblemCode } from '../../../lambda/proxy/answer/source-problem.ts';
import { ProxyFailed, type ProxyFailureCode } from '../../../lambda/proxy/proxy-failed.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(root, 'docs/proxy.md'), 'utf8');
const [, bySource = '', byGate = ''] = page.split('\n### ');

/** The rows of the table in a part of the page: code, status, and more. */
const rowsOf = (part: string): readonly (readonly [string, string])[] =>
  Array.from(part.matchAll(/^\| `([\w-]+)` \| ([^|]+)/gm), ([, code, status]) => [code!, status!.trim()]);

test('every failure is on the page, with its status', () => {
  const source = readFileSync(join(root, 'lambda/proxy/proxy-failed.ts'), 'utf8');
  const codes = Array.from(source.matchAll(/^ {2}'([\w-]+)': \{/gm), ([, code]) => code as ProxyFailureCode);
  expect(codes.length).toBeGreaterThan(10);
  expect(rowsOf(byGate)).toEqual(codes.map((code) => [code, String(new ProxyFailed(code).status)]));
});

test('every error of a source is on the page, with the statuses that it stands for', () => {
  const rows = rowsOf(bySource);
  const statuses = Array.from({ length: 200 }, (_, index) => 400 + index);
  expect(rows.map(([code]) => code).sort()).toEqual([...new Set(statuses.map(sourceProblemCode))].sort());
  for (const [code, text] of rows)
    for (const [status] of text.matchAll(/\b[45]\d\d\b/g))
      expect([status, sourceProblemCode(Number(status))]).toEqual([status, code]);
  const named = new Set(Array.from(bySource.matchAll(/\b[45]\d\d\b/g), ([status]) => status));
  const others = statuses.filter((status) => !named.has(String(status)));
  expect(new Set(others.map(sourceProblemCode))).toEqual(new Set(['source-refused', 'source-failed']));
});
