import {
  type MemberKind,
  payloadLists,
  userMembers,
} from '../../../connectors/destinations/panintelligence/user-members.ts';
import { Refusal } from '../stand-in.ts';

/** What a dashboard says of a user. */
export type Members = Readonly<Record<string, unknown>>;

/** A user as a payload has it. */
export type Payload = { readonly user: Members } & { readonly [list: string]: unknown };

/** Refuses, and tells what it was sent, as a real one does. */
export const refuse = (message: string, status = 400): never => {
  throw new Refusal(status, { message: `CANARY ${message}` });
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A payload with no member that there is not, and no value of another kind than its member's. Throws Refusal. */
export const checkedPayload = (each: unknown): Payload => {
  if (!isRecord(each) || !isRecord(each['user'])) return refuse('no payload');
  for (const [name, value] of Object.entries(each)) {
    if (name === 'user') checkUser(each['user']);
    else if (!payloadLists.some((list) => list === name)) refuse(`${name} is not known`);
    else if (!Array.isArray(value) || !value.every(isRecord)) refuse(`${name} is no list of objects`);
  }
  return each as Payload;
};

const checkUser = (user: Members): void => {
  if (typeof user['usercode'] !== 'string' || user['usercode'] === '') refuse('no user code');
  for (const [name, value] of Object.entries(user)) {
    const kind = userMembers.get(name);
    if (kind === undefined) return refuse(`${name} is not known`);
    if (!isOfKind(kind, value)) refuse(`${name} can not be ${value}`);
  }
};

const isOfKind = (kind: MemberKind, value: unknown): boolean => {
  if (value === null) return kind !== 'boolean';
  if (kind === 'boolean') return typeof value === 'boolean';
  if (kind === 'number') return Number.isSafeInteger(value);
  return typeof value === 'string' && (kind === 'text' || !Number.isNaN(Date.parse(value)));
};

/** By which a dashboard tells users apart. */
export const codeOf = ({ user }: Payload): string => String(user['usercode']).toUpperCase();
