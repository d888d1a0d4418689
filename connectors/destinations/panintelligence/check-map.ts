import { closest } from '../../../config/closest.ts';
import { isOneExpression } from '../../../config/expression/template-text.ts';
import { type MemberKind, payloadLists, userMembers } from './user-members.ts';

interface Problem {
  readonly path: readonly string[];
  readonly message: string;
  readonly remedy: string;
}

type Written = Readonly<Record<string, unknown>>;

/** What is wrong with a map for a dashboard, as far as it can be seen: names that it does not know, kinds that it does not take, what is not the map's to say. */
export const checkPanintelligenceMap = (template: Written, lists: readonly string[]): readonly Problem[] => [
  ...Object.entries(template).flatMap(([name, value]) => checkSection(name, value)),
  ...lists.flatMap(checkList),
];

const sections: readonly string[] = ['user', ...payloadLists];

const checkSection = (name: string, value: unknown): readonly Problem[] => {
  if (!sections.includes(name)) return [unknown([name], name, sections)];
  if (name !== 'user')
    return Array.isArray(value)
      ? value.flatMap((item, at) => checkItem([name, String(at)], item))
      : listExpression(name, value);
  if (!isRecord(value))
    return [{ path: [name], message: 'is no map', remedy: 'write user: { surname: … }, with members of a user' }];
  return Object.entries(value).flatMap(([member, written]) => checkMember(member, written));
};

/** A list may be one expression, which gives all of it. */
const listExpression = (name: string, value: unknown): readonly Problem[] =>
  isExpression(value)
    ? []
    : [{ path: [name], message: 'is no list', remedy: `write ${name}: [ … ], or one expression that gives a list` }];

const checkItem = (path: readonly string[], item: unknown): readonly Problem[] =>
  isRecord(item) || isExpression(item)
    ? []
    : [{ path, message: 'is no map', remedy: 'write { name: … }, with what the dashboard knows it by' }];

const checkList = (list: string): readonly Problem[] =>
  payloadLists.some((name) => name === list) ? [] : [unknown([`$lists/${list}`], list, payloadLists)];

const own: Readonly<Record<string, readonly [string, string]>> = {
  usercode: ['is the key of the user, which the sync puts in', 'remove it, and say in users.key what the user code is'],
  clientEnabled: ['is switched by the sync', 'remove it, and say in users.when who is to be at the destination'],
};

const checkMember = (member: string, written: unknown): readonly Problem[] => {
  const path = ['user', member];
  const [message, remedy] = (Object.hasOwn(own, member) && own[member]) || [];
  if (message !== undefined && remedy !== undefined) return [{ path, message, remedy }];
  const kind = userMembers.get(member);
  if (kind === undefined) return [unknown(path, member, [...userMembers.keys()])];
  return written === null || isExpression(written) || isOfKind(kind, written)
    ? []
    : [
        {
          path,
          message: `is ${wanted[kind]} at the destination`,
          remedy: `write ${wanted[kind]}, or one expression alone`,
        },
      ];
};

const wanted: Readonly<Record<MemberKind, string>> = {
  boolean: 'true or false',
  date: 'a date, such as 2027-01-31,',
  number: 'a whole number',
  text: 'a text',
};

const isOfKind = (kind: MemberKind, written: unknown): boolean => {
  if (kind === 'number') return Number.isSafeInteger(written);
  if (kind === 'boolean') return typeof written === 'boolean';
  if (typeof written !== 'string') return false;
  return kind === 'text' || written.includes('${') || !Number.isNaN(Date.parse(written));
};

/** Alone, it gives what it gives, of whatever kind; among other letters it is text. */
const isExpression = (written: unknown): boolean => typeof written === 'string' && isOneExpression(written);

const isRecord = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unknown = (path: readonly string[], name: string, known: readonly string[]): Problem => {
  const near = closest(name, known);
  const remedy = near === undefined ? `the destination knows: ${known.toSorted().join(', ')}` : `did you mean ${near}?`;
  return { path, message: 'is not known to the destination', remedy };
};
