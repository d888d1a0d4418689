import { closest } from '../../../config/closest.ts';
import type { DestinationForm } from '../../../config/destination-form.ts';
import { enterpriseAttributes, enterpriseSchema, type ScimAttribute, userAttributes } from './user-attributes.ts';

type MapProblem = ReturnType<NonNullable<DestinationForm['checkMap']>>[number];
type Attributes = Readonly<Record<string, ScimAttribute>>;

/** Members of a user that nobody who writes it gives: what is wrong with each, and what to do instead. */
const notGiven: Readonly<Record<string, readonly [message: string, remedy: string]>> = {
  id: ['is given by the service', 'leave it out'],
  meta: ['is given by the service', 'leave it out'],
  schemas: ['is set by the sync', 'leave it out'],
  externalId: ['is set by the sync, to the key of the user', 'leave it out, and give it in users.key'],
  password: ['is not set by a sync', 'leave it out: let people sign in by single sign-on'],
};

/** Whether the map is a user that a SCIM service can be sent, with the names of groups beside. Members of extensions other than the enterprise one are not known. */
export const checkMap = (
  template: Readonly<Record<string, unknown>>,
  lists: readonly string[],
): readonly MapProblem[] => [
  ...Object.entries(template).flatMap(([name, value]) => checkMember(name, value)),
  ...lists.flatMap(checkList),
];

const checkMember = (name: string, value: unknown): readonly MapProblem[] => {
  if (Object.hasOwn(notGiven, name)) return [problem([name], ...notGiven[name]!)];
  if (name === 'groups') return checkGroups(value);
  if (name === 'active' && value !== true)
    return [
      problem(
        ['active'],
        'is kept by the sync: true while the user is wanted there',
        'leave it out, and say in users.when who is',
      ),
    ];
  if (name === enterpriseSchema) return checkEnterprise(value);
  if (name.toLowerCase() === enterpriseSchema.toLowerCase())
    return [problem([name], 'is no schema', `write ${enterpriseSchema}`)];
  if (name.startsWith('urn:'))
    return isObject(value) || isExpression(value)
      ? []
      : [problem([name], 'is an extension, and its members are missing', 'write them below it')];
  return checkAttribute([name], value, userAttributes);
};

const checkGroups = (value: unknown): readonly MapProblem[] => {
  const names = Array.isArray(value) ? value : [value];
  const isRight = names.every((name) => typeof name === 'string') && (Array.isArray(value) || isExpression(value));
  return isRight
    ? []
    : [
        problem(
          ['groups'],
          'is a list of names: groups of a user themselves are read-only',
          'write the names that groups have there, such as groups: [Staff]',
        ),
      ];
};

const checkEnterprise = (value: unknown): readonly MapProblem[] => {
  if (!isObject(value))
    return isExpression(value)
      ? []
      : [problem([enterpriseSchema], 'is an extension, and its members are missing', 'write them below it')];
  return Object.entries(value).flatMap(([name, each]) =>
    checkAttribute([enterpriseSchema, name], each, enterpriseAttributes),
  );
};

const checkAttribute = (path: readonly string[], value: unknown, known: Attributes): readonly MapProblem[] => {
  const name = path.at(-1)!;
  const attribute = Object.hasOwn(known, name) ? known[name]! : undefined;
  if (!attribute) return [unknownMember(path, Object.keys(known))];
  if (isExpression(value) || value === null) return [];
  if (attribute.kind === 'single')
    return isObject(value) || Array.isArray(value)
      ? [problem(path, 'is one value', 'write a text, a number or true')]
      : [];
  if (attribute.kind === 'object')
    return isObject(value)
      ? checkMembers(path, value, attribute.members)
      : [problem(path, 'has members', `write them below it: ${attribute.members.join(', ')}`)];
  if (!Array.isArray(value)) return [problem(path, 'is a list', `write ${name}: [{ ${attribute.members[0]}: … }]`)];
  return value.flatMap((each, index) =>
    isObject(each) ? checkMembers([...path, String(index)], each, attribute.members) : [],
  );
};

const checkMembers = (path: readonly string[], value: object, members: readonly string[]): readonly MapProblem[] =>
  Object.keys(value)
    .filter((name) => !members.includes(name))
    .map((name) => unknownMember([...path, name], members));

const checkList = (path: string): readonly MapProblem[] => {
  const attribute = Object.hasOwn(userAttributes, path) ? userAttributes[path] : undefined;
  if (path === 'groups' || attribute?.kind === 'list' || path.startsWith('urn:')) return [];
  const names = Object.entries(userAttributes).flatMap(([name, { kind }]) => (kind === 'list' ? [name] : []));
  const known = ['groups', ...names];
  return [problem(['$lists', path], 'is no list of a user in SCIM', remedyFor(path, known, 'the lists are'))];
};

const unknownMember = (path: readonly string[], known: readonly string[]): MapProblem =>
  problem(
    path,
    'is no member that a user of SCIM has, or is read-only',
    remedyFor(path.at(-1)!, known, 'the members are'),
  );

const remedyFor = (name: string, known: readonly string[], words: string): string => {
  const meant = closest(name, known);
  return meant ? `did you mean ${meant}?` : `${words}: ${known.join(', ')}`;
};

const problem = (path: readonly string[], message: string, remedy: string): MapProblem => ({ path, message, remedy });

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What it gives is known when it is computed. */
const isExpression = (value: unknown): boolean => typeof value === 'string' && value.includes('${');
