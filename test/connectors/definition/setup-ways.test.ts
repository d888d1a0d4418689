import { expect, test } from 'vitest';
import { definedOptions } from '../../../connectors/defined/options.ts';
import { resolveSource } from '../../../connectors/defined/resolve-source.ts';
import { readDefinition } from '../../../connectors/definition/read-definition.ts';

const written = (ways: string) => `
title: Badges
about: Who has which badge.
documentation: [https://badges.example/docs]
server: https://badges.example
authentication:
  token: { about: A token., with: bearer }
  user: { about: A user., with: basic }
rateLimits: { about: None. }
lists:
  people:
    about: Everybody.
    request: GET /people
    items: [{ entity: { type: user, id: id } }]
setup:
  - { title: Begin, lines: [Knock.] }
  - { title: Make a token, ways: [${ways}], lines: [Ask for one.] }
`;

const stepsOf = (authentication: unknown): readonly string[] => {
  const { content, problems } = readDefinition(written('token'), 'badges.yaml', 'badges');
  expect(problems).toEqual([]);
  const options = definedOptions(content!).parse({ authentication });
  const files = { report: () => expect.unreachable(), shapes: () => undefined };
  return resolveSource(content!, options as never, files as never, ['import'])!.setup.map(({ title }) => title);
};

test.each([
  ['token', ['Begin', 'Make a token']],
  ['user', ['Begin']],
  [{ header: 'x-api-key' }, ['Begin']],
])('with %j the steps are %j', (authentication, steps) => {
  expect(stepsOf(authentication)).toEqual(steps);
});

test('a way that there is not is told', () => {
  const { problems } = readDefinition(written('token, tokens'), 'badges.yaml', 'badges');
  expect(problems.map(({ path, what, remedy }) => [path, what, remedy])).toEqual([
    ['setup[1].ways[1]', 'is no way of authentication', 'It has: token, user.'],
  ]);
});
