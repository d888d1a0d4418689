import { expect, test } from 'vitest';
import { readDefinition } from '../../../connectors/definition/read-definition.ts';
import { badgesDefinition } from '../defined/support/badges.ts';

/** The badge system with one more endpoint. */
const problemsWith = (endpoint: string) =>
  readDefinition(
    badgesDefinition.replace(
      'endpoints:\n',
      `endpoints:\n  GET /teams/{slug}:\n    permissions: [read-teams]\n${endpoint}`,
    ),
    'badges.yaml',
    'badges',
  ).problems.map(({ path, what }) => `${path}: ${what}`);

const number = '{ type: integer }';

test('an operation may have other paths, with variables of their own', () => {
  expect(
    problemsWith(`    also: ["/companies/{company}/teams/{team}"]
    variables: { slug: { type: string }, company: ${number}, team: ${number} }
`),
  ).toStrictEqual([]);
});

test.each([
  [
    'a variable of no path',
    `    also: ["/team/{team}"]\n    variables: { slag: ${number} }\n`,
    'endpoints."GET /teams/{slug}".variables.slag: is no variable of the path',
  ],
  [
    'a path that is an operation itself',
    '    also: [/holders]\n',
    'endpoints."GET /holders": has a path that GET /teams/{slug} has too',
  ],
  ['a path that is none', '    also: [teams]\n', 'endpoints."GET /teams/{slug}".also[0]: '],
  [
    'a setting that is not there',
    '    also: ["/teams/${company}"]\n',
    'endpoints."GET /teams/{slug}".also[0]: names a setting that is not there',
  ],
])('%s is told', (_, endpoint, problem) => {
  const [first, ...others] = problemsWith(endpoint);
  expect(first).toMatch(problem);
  expect(others).toStrictEqual([]);
});
