import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { insertSource } from '../../../bin/new/insert-source.ts';
import type { NewSource } from '../../../bin/new/source-answers.ts';
import { connectorNamed } from '../../../connectors/index.ts';

const source: NewSource = {
  name: 'directory',
  connector: connectorNamed('okta')!,
  settings: { connector: 'okta', domain: 'acme.okta.com', claims: { source_id: '5' } },
};

/** What the file says afterwards: all that it said, and the source. */
const holds = (text: string): void => {
  const { text: after, added } = insertSource(text, source);
  const lines = after.split(/\r?\n/);
  const at = lines.indexOf(added[0]!, added[0] === '' ? lines.indexOf(added[1]!) - 1 : 0);
  expect(lines.slice(at, at + added.length)).toEqual(added);
  const without = [...lines.slice(0, at), ...lines.slice(at + added.length)];
  // A last line that had no end has one now.
  expect(without.join('\n').trimEnd()).toBe(text.replaceAll('\r\n', '\n').trimEnd());
  const before = parse(text);
  expect(parse(after)).toEqual({ ...before, sources: { ...before.sources, directory: source.settings } });
};

const people = 'people:\n    connector: file\n    files: [{ path: a.csv }]';

describe('a source is put below the last one', () => {
  test.each([
    ['at the end of the file', `gateway: a\nsources:\n  ${people}\n`],
    ['without an end of the last line', `gateway: a\nsources:\n  ${people}`],
    ['with lines of Windows', `gateway: a\nsources:\n  ${people}\ndeploy: {}\n`.replaceAll('\n', '\r\n')],
    ['before other keys', `sources:\n  ${people}\ndeploy:\n  aws: {}\n`],
    ['before a comment of what comes next', `sources:\n  ${people}\n\n# Where it runs.\ndeploy: {}\n`],
    ['behind comments of the last one', `sources:\n  ${people}\n    # closed: []\n  # old: {}\n\ndeploy: {}\n`],
    ['behind a comment in the last line', `sources:\n  ${people} # from HR\ndeploy: {}\n`],
    ['behind a block of text', 'sources:\n  hr:\n    query: |\n      select 1\n      from a\n\ndeploy: {}\n'],
    ['behind a folded text that keeps its lines', 'sources:\n  hr:\n    query: >+\n      a\n\n\ndeploy: {}\n'],
    ['behind a block of text that keeps its lines', 'sources:\n  hr:\n    query: |+\n      a\ndeploy: {}\n'],
    ['behind a text in quotes over lines', 'sources:\n  hr:\n    query: "a\n      b"\ndeploy: {}\n'],
    ['behind braces over lines', 'sources:\n  hr: {\n      a: 1,\n      b: [1,\n        2] }\ndeploy: {}\n'],
    ['behind a list', 'sources:\n  hr:\n    queries:\n      - a: 1\n        b: 2\n      - c\ndeploy: {}\n'],
    ['behind a list that is no further in', 'sources:\n  hr:\n    queries:\n    - a: 1\n    - c\ndeploy: {}\n'],
    ['behind a key without a value', 'sources:\n  hr:\n    a:\ndeploy: {}\n'],
    ['of those further in', 'sources:\n      hr:\n          a: 1\ndeploy: {}\n'],
    ['of those in a line each', 'sources:\n  a: { b: 1 }\n  c: { d: 2 }\ndeploy: {}\n'],
    ['with a comment behind sources', 'sources: # all of them\n  # the first\n  a: { b: 1 }\ndeploy: {}\n'],
  ])('%s', (_, text) => holds(text));

  test('whatever stands around it', () => {
    const scalar = fc.constantFrom(
      '1',
      'text',
      "'a: b'",
      '"# no"',
      '[1, { a: b }]',
      '{ a: [1] }',
      '|\n        x\n',
      '|+\n        x\n',
      '',
    );
    const comment = fc.constantFrom('', ' # says', '');
    const between = fc.constantFrom('', '\n', '\n\n', '    # of the last\n', '\n# of the next\n');
    const keys = fc.array(fc.tuple(scalar, comment), { minLength: 1, maxLength: 3 });
    const written = ([value, says]: readonly [string, string], index: number): string =>
      value.startsWith('|') ? `    k${index}: ${value}` : `    k${index}: ${value}${says}\n`;
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, between), { minLength: 1, maxLength: 3 }), (sources) => {
        const body = sources.map(([all, gap], index) => `  s${index}:\n${all.map(written).join('')}${gap}`).join('');
        holds(`gateway: acme\nsources:\n${body}deploy:\n  aws: { region: eu-west-1 }\n`);
      }),
      { numRuns: 300 },
    );
  });

  test('with a blank line between where there are some, and none where each has a line', () => {
    expect(insertSource('sources:\n  a:\n    b: 1\n', source)).toMatchObject({
      added: ['', expect.stringMatching(/^ {2}# Okta\. /), ...Array(5).fill(expect.any(String))],
      line: 5,
    });
    expect(insertSource('sources:\n  a: { b: 1 }\n', source)).toMatchObject({
      added: [expect.stringMatching(/^ {2}# Okta\. /), ...Array(5).fill(expect.any(String))],
      line: 3,
    });
  });

  test('but not where they are in braces', () => {
    expect(() => insertSource('sources: { a: { b: 1 } }\n', source)).toThrow(/written in braces.*--dry-run/);
    expect(() => insertSource('{"sources": {"a": {}}}\n', source)).toThrow(/written in braces/);
  });
});
