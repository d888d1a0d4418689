import { describe, expect, test } from 'vitest';
import { change } from '../../problems-of.ts';
import { goodSync as good, syncProblems as problemsOf } from '../../sync-forms.ts';

test('a map that is right has no problems', () => {
  expect(problemsOf(good)).toEqual([]);
});

describe('a map is refused', () => {
  test.each<[title: string, from: string, to: string, ...problems: string[]]>([
    [
      'with a variable that there is not',
      '${user.email}',
      '${Dashboard}',
      '15:22 sync.readers.map.user.email: knows no Dashboard | Write it in quotes if it is text, "Dashboard", or user.Dashboard if users have it.',
    ],
    [
      'where one of several expressions is wrong',
      '${user.last}, ${user.first}',
      '${user.last}, ${usr.first}',
      '15:45 sync.readers.map.user.name: knows no usr | Write user.',
    ],
    [
      'with an expression without end',
      '${user.office}',
      '${user.office',
      '16:14 sync.readers.map.tags[0]: has an expression without end | Close it with }. Where ${ itself is meant, write $${.',
    ],
    [
      'with a text that ends within an expression',
      '"${user.office}"',
      `'\${"Ghent}'`,
      '16:14 sync.readers.map.tags[0]: can not be read as an expression: unterminated string, at character 1 of "\\"Ghent" | Expressions are written in CEL, such as: user.email, user.office == "Ghent", groups.exists(g, g.name == "Sales")',
    ],
    [
      'that puts a list into a text',
      '"${user.office}"',
      '"Teams: ${groups}"',
      '16:14 sync.readers.map.tags[0]: puts a list into a text | Join it, as in ${user.offices.join(", ")}, or write the expression alone.',
    ],
    [
      'that gives what JSON does not have',
      '${user.office}',
      '${type(user.office)}',
      '16:14 sync.readers.map.tags[0]: gives neither text, number, boolean, list nor map | Make text of it by string(…).',
    ],
    [
      'where ${…} was forgotten',
      '"${user.office}"',
      'user.office',
      '16:14 sync.readers.map.tags[0]: is a text that everybody would have | Write ${user.office}, or ${"user.office"} if it is meant so.',
    ],
    [
      'whose key is no text',
      'key: user.email',
      'key: user.a == user.b',
      '11:33 sync.readers.users.key: gives no text | Write what the destination knows a user by, such as user.email.',
    ],
    [
      'whose key is a template',
      'key: user.email',
      'key: "${user.email}"',
      '11:33 sync.readers.users.key: is an expression without ${ and } | Write user.email.',
    ],
    [
      'whose condition is none',
      'when: user.active',
      'when: size(groups)',
      '11:51 sync.readers.users.when: is neither true nor false | Write a condition, such as user.office == "Ghent".',
    ],
    [
      'that knows group where there is none',
      'name: Ghent',
      'name: "${group.name}"',
      '21:65 sync.readers.grants[2].give.roles[0].name: knows no group | group is known in give and when of a rule that has group.',
    ],
    [
      'that knows each in the list that each is from',
      'each: user.centers',
      'each: each.centers',
      '20:17 sync.readers.grants[1].each: knows no each | each is known in give and when of a rule that has each.',
    ],
    [
      'that goes through what is no list',
      'each: user.centers',
      'each: user.office.size()',
      '20:17 sync.readers.grants[1].each: gives no list | Write a list, such as user.costCenters.',
    ],
    [
      'with a rule that gives nothing',
      'give: { roles: [{ name: Ghent }] }',
      'give: {}',
      '21:47 sync.readers.grants[2].give: gives nothing | Write, for example: give: { userRoles: [{ name: Administrator }] }',
    ],
    [
      'with groups in rules, but none in the sync',
      '    groups: { type: team }\n',
      '',
      '18:18 sync.readers.grants[0].group: is met by nobody, because the sync has no groups | Write groups: { type: … } beside users.',
    ],
    [
      'where groups are users',
      'groups: { type: team }',
      'groups: { type: person }',
      '12:21 sync.readers.groups.type: is the type of users too | Name the type of what users are members of.',
    ],
    [
      'with a list where a text is',
      'user.tags: [a]',
      'user.name: [a]',
      '19:69 sync.readers.grants[0].give."user.name": is no list in the map | Make it a list there, or leave it out there: what grants give is enough.',
    ],
    [
      'with a list below a text',
      'user.tags: [a]',
      'user.level.tags: [a]',
      '19:69 sync.readers.grants[0].give."user.level.tags": would be below something that has no members | Write the name of a list, such as userRoles, or of one in a map, such as user.tags.',
    ],
    [
      'with a list below another list',
      'user.tags: [a]',
      'tags.a: [a]',
      '19:69 sync.readers.grants[0].give."tags.a": would be below something that has no members | Write the name of a list, such as userRoles, or of one in a map, such as user.tags.',
    ],
    [
      'by its destination',
      'note: null }',
      'note: null }\n      paint: red',
      '16:14 sync.readers.map.paint: is unknown to walls | Write colour.',
    ],
    [
      'by its destination for an entry of a list',
      '"${user.office}", all]',
      '"${user.office}", grey]',
      '16:32 sync.readers.map.tags[1]: is no colour | Write red.',
    ],
    [
      'by its destination for a list',
      'user.tags: [a]',
      'bricks: [a]',
      '19:69 sync.readers.grants[0].give.bricks: is no list of walls | Write stones.',
    ],
  ])('%s', (_, from, to, ...problems) => {
    expect(problemsOf(change(good, from, to))).toEqual(problems);
  });
});

test('what is wrong with the map is told beside what else is wrong', () => {
  const text = change(change(good, '${user.email}', '${usr.email}'), 'from: books', 'from: book');
  expect(problemsOf(text)).toEqual([
    '10:11 sync.readers.from: is no source of this file | the sources are: books',
    '15:22 sync.readers.map.user.email: knows no usr | Write user.',
  ]);
});

test.each(['map: 3', 'map: []', 'grants: 3', 'grants: [3, { give: 4 }]', 'users: 3', 'groups: 3'])(
  'a sync that has %s is refused without a fall',
  (written) => {
    const [key = ''] = written.split(':');
    const lines = good.split('\n');
    const start = lines.findIndex((line) => line.startsWith(`    ${key}:`));
    const end = lines.findIndex((line, index) => index > start && /^ {0,4}\w/.test(line));
    const text = [...lines.slice(0, start), `    ${written}`, ...lines.slice(end)].join('\n');
    expect(problemsOf(text).some((problem) => problem.includes(`sync.readers.${key}`))).toBe(true);
  },
);
