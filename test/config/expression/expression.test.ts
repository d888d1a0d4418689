import { Optional } from '@marcbachmann/cel-js';
import { describe, expect, test } from 'vitest';
import type { Scope } from '../../../config/expression/environment.ts';
import { compileExpression } from '../../../config/expression/expression.ts';

const user = {
  id: '17',
  email: 'Ada@acme.example',
  office: 'Ghent',
  level: 3,
  active: true,
  nothing: null,
  hired: '2019-04-01',
  tags: ['a', 'b'],
  manager: { email: 'bo@acme.example' },
  'cost-center': 'C7',
};
const groups = [
  { id: '1', name: 'Sales' },
  { id: '2', name: 'BI Admins', membership: { role: 'owner' } },
];
const group = groups[1]!;

const evaluate = (text: string, scope: Scope = 'user') =>
  compileExpression(text, { scope }).evaluate({ user, groups, group, each: { name: 'B', list: [1] } });

describe('an expression gives', () => {
  test.each<[string, unknown, Scope?]>([
    ['user.email', 'Ada@acme.example'],
    ['user.email.lowerAscii()', 'ada@acme.example'],
    ['user["cost-center"]', 'C7'],
    ['user.manager.email', 'bo@acme.example'],
    ['user.tags[0]', 'a'],
    ['user.level', 3],
    ['user.level + 1', 4],
    ['1 + user.level', 4],
    ['user.level - 0.5', 2.5],
    ['user.level * 2 > 5', true],
    ['user.level / 2', 1.5],
    ['user.level % 2 == 1', true],
    ['user.level == 3', true],
    ['user.level in [1, 2, 3]', true],
    ['7 / 2', 3n],
    ['user.office == "Ghent" && user.active', true],
    ['user.office == "Ghent" ? "BE" : "NL"', 'BE'],
    ['user.office + "-" + string(user.level)', 'Ghent-3'],
    ['{"Ghent": "BE", "Lille": "FR"}[user.office]', 'BE'],
    ['groups.map(g, g.name)', ['Sales', 'BI Admins']],
    ['groups.exists(g, g.name == "Sales")', true],
    ['groups.filter(g, g.name.startsWith("BI ")).size()', 1n],
    ['user.tags.join(", ")', 'a, b'],
    ['user.email.split("@")[1]', 'acme.example'],
    ['user.email.matches("^[^@]+@acme[.]example$")', true],
    ['timestamp(user.hired + "T00:00:00Z").getFullYear()', 2019n],
    ['has(user.phone) ? user.phone : "none"', 'none'],
    ['user.?phone.orValue("none")', 'none'],
    ['user.?manager.?phone.orValue("none")', 'none'],
    ['user.nothing', null],
    ['type(user.email) == string', true],
    ['[user.level, "a", null]', [3, 'a', null]],
    ['cel.bind(name, user.office, name + name)', 'GhentGhent'],
    ['group.name', 'BI Admins', 'group'],
    ['group.membership.role == "owner"', true, 'group'],
    ['each.name', 'B', 'each'],
    ['each.list[0]', 1, 'each'],
  ])('%s', (text, value, scope) => {
    expect(evaluate(text, scope)).toEqual(value);
  });
});

describe('an expression about something that a user does not have gives nothing', () => {
  test.each([
    'user.phone',
    'user.phone.home',
    'user.nothing.more',
    'user.email.domain',
    'user.tags.length',
    'user.phone.lowerAscii()',
    'user.phone == "1"',
    '!user.phone',
    'user.phone.exists(p, p == "1")',
    'user.tags[2]',
    'user[user.office]',
    'groups[7].name',
    'user.active && user.phone == "1"',
    'user.phone ? 1 : 2',
    '{"Lille": "FR"}[user.office]',
    'user.?phone.value()',
    'has(user.phone.home)',
  ])('%s', (text) => {
    expect(evaluate(text)).toBeUndefined();
  });

  test.each([
    ['user.phone == "1" || true', true],
    ['user.phone == "1" && false', false],
    ['groups.exists(g, g.membership.role == "owner")', true],
  ])('but not where it makes no difference: %s', (text, value) => {
    expect(evaluate(text)).toBe(value);
  });

  test('an optional that is not there is one', () => {
    expect(evaluate('user.?phone')).toEqual(Optional.none());
  });

  test('of a condition, nothing is enough on one side of &&', () => {
    const { evaluate: condition } = compileExpression('user.office == "Ghent" && user.phone == "1"', {
      scope: 'user',
      isCondition: true,
    });
    expect(condition({ user: { office: 'Lille' }, groups })).toBeUndefined();
    expect(condition({ user: { office: 'Ghent', phone: '1' }, groups })).toBe(true);
  });
});

describe('an expression fails', () => {
  test.each(['user.office + user.level', 'user.office < 3', '1 / 0', 'user.level.lowerAscii()', 'int(user.email)'])(
    '%s',
    (text) => {
      expect(() => evaluate(text)).toThrow();
    },
  );
});

describe('an expression can not be read', () => {
  const example =
    'Expressions are written in CEL, such as: user.email, user.office == "Ghent", groups.exists(g, g.name == "Sales")';
  const kinds =
    'Both sides must be of one kind: string(…) makes texts of numbers, double(…) and int(…) make numbers of texts.';

  test.each<[text: string, what: string, remedy: string, scope?: Scope]>([
    [
      'Dashboard',
      'knows no Dashboard',
      'Write it in quotes if it is text, "Dashboard", or user.Dashboard if users have it.',
    ],
    ['users.email', 'knows no users', 'Write user.'],
    ['Groups', 'knows no Groups', 'Write groups.'],
    [
      'user.cost-center',
      'knows no center',
      'Write user["cost-center"] if that is the name, or "center" if it is text.',
    ],
    ['group.name', 'knows no group', 'group is known in give and when of a rule that has group.'],
    ['each', 'knows no each', 'each is known in give and when of a rule that has each.', 'group'],
    [
      'groups.exists(g, h.name == "x")',
      'knows no h',
      'Write it in quotes if it is text, "h", or user.h if users have it.',
    ],
    ['user.email.lower()', 'calls .lower(), which there is not', 'Write lowerAscii(…).'],
    ['user.email.startswith("a")', 'calls .startswith(), which there is not', 'Write startsWith(…).'],
    ['len(user.tags)', 'calls len(), which there is not', 'docs/sync-mapping.md has the functions that there are.'],
    ['size(1)', 'can never be computed: no size() takes these values', kinds],
    [
      'groups.length',
      'asks for a member of something that has none',
      'Lists are asked so: groups[0].name, groups.size(), groups.exists(g, g.name == "Sales"). Texts so: user.email.size().',
    ],
    ['"a" + 1', 'can never be computed: no such overload: string + int', kinds],
    ['"a" && true', "can never be computed: logical operator requires bool operands, got 'string'", kinds],
    [
      'user.a and user.b',
      `can not be read as an expression: unexpected character: 'd', at character 8 of "user.a and user.b"`,
      'Write && for and, || for or, and ! for not.',
    ],
    [
      'user.office = "Ghent"',
      'can not be read as an expression: unexpected character: =, at character 13 of "user.office = \\"Ghent\\""',
      'Write == to compare.',
    ],
    ['user.a +', 'can not be read as an expression: unexpected token: EOF, at character 9 of "user.a +"', example],
    [
      'user.`a-b`',
      'can not be read as an expression: unexpected character: `, at character 6 of "user.`a-b`"',
      'A name with other characters than letters, digits and _ is written so: user["cost-center"]',
    ],
    [
      '“Ghent”',
      'can not be read as an expression: unexpected character: “, at character 1 of "“Ghent”"',
      'Write straight quotes: " or \'.',
    ],
    ['if', 'has if, a word that CEL keeps for itself', 'Write a condition as: user.active ? "yes" : "no"'],
    ['has(user)', 'asks has() for something that is no member', 'Write has(user.email).'],
    [
      'user.email.matches("(")',
      'has a pattern that is not a regular expression of RE2',
      'RE2 has no look-around and no back-references: https://github.com/google/re2/wiki/Syntax',
    ],
    [
      'groups.exists(g, g.name.matches(user.office))',
      'computes a pattern',
      'Write the pattern out, as in user.office.matches("^(Ghent|Liège)$").',
    ],
    [`${'('.repeat(100)}1${')'.repeat(100)}`, 'is too large', 'Write several rules in its place.'],
  ])('%s', (text, what, remedy, scope = 'user') => {
    expect(() => compileExpression(text, { scope })).toThrow(
      expect.objectContaining({ name: 'ExpressionError', message: what, remedy }),
    );
  });
});

test('a pattern takes a time that grows with the text alone', () => {
  // JavaScript's engine would need longer than the universe is old.
  const { evaluate: matches } = compileExpression('user.name.matches("^(a+)+$")', { scope: 'user' });
  expect(matches({ user: { name: `${'a'.repeat(5_000)}!` }, groups: [] })).toBe(false);
  expect(matches({ user: { name: 'a'.repeat(5_000) }, groups: [] })).toBe(true);
});

test('nothing is found on the prototypes of values', () => {
  for (const text of [
    'user.constructor',
    'user.__proto__',
    'user["toString"]',
    'user.email.length',
    'each.constructor',
  ])
    expect(evaluate(text, 'each')).toBeUndefined();
});
