import { directoryOf } from '../../../../../connectors/ldap/directory.ts';
import { parseDn } from '../../../../../connectors/ldap/dn.ts';
import type { LdapOptions } from '../../../../../connectors/ldap/options.ts';
import { type LdapChange, ldapChangeSchema, type Target } from '../../../../../connectors/ldap/write/change-schema.ts';
import { PolicyRefusal } from '../policy-refusal.ts';
import { type AllowedDirectory, allowedDirectories, isBelow } from './check-ldap.ts';
import type { LdapRule, LdapWritePart } from './ldap-rule.ts';

/**
 * Finds the rule that allows a change of a directory. The connector changes nothing that `write` of the options does not name; so these must name
 * nothing that the rule does not.
 *
 * @param answerSeconds the longest that the server may say nothing
 * @throws PolicyRefusal
 */
export const checkChange = (
  rules: readonly LdapRule[],
  written: unknown,
  change: unknown,
  answerSeconds: number,
): AllowedDirectory => {
  const directories = allowedDirectories(rules, written, answerSeconds);
  const parsed = ldapChangeSchema.safeParse(change);
  if (!parsed.success) throw refused('the change is not of the form of one');
  const problems = directories.map(({ rule, options }) => writeProblem(rule, options, parsed.data));
  const allowed = directories[problems.indexOf(undefined)];
  if (!allowed) throw refused(problems[0]!);
  return allowed;
};

const refused = (reason: string): PolicyRefusal =>
  new PolicyRefusal(reason, 'Write it under write of the ldap rule: bases, allow, attributes, objectClasses.');

const writeProblem = (rule: LdapRule, options: LdapOptions, change: LdapChange): string | undefined => {
  const [asked, allowed] = [options.write, rule.write];
  if (!asked || !allowed) return `the ldap rule of ${rule.host}:${rule.port} does not allow to write`;
  if (!asked.bases.every((base) => isBelow(base, allowed.bases)))
    return 'a base that the source writes to is none of write.bases, nor below one';
  const deed = asked.allow.find((name) => !allowed.allow.has(name));
  if (deed !== undefined) return `write.allow does not have ${deed}`;
  const attribute = writtenAttributes(options).find((name) => !allowed.attributes.has(nameOf(name)));
  if (attribute !== undefined) return `write.attributes does not have ${attribute}`;
  const objectClass = asked.create?.objectClasses.find((name) => !allowed.objectClasses.has(name.toLowerCase()));
  if (objectClass !== undefined) return 'write.objectClasses does not have those of a new entry';
  if (!isMemberWithin(rule, allowed, options, change)) return 'the member is none that may be read';
  return undefined;
};

const nameOf = (attribute: string): string => attribute.replace(/;.*/s, '').toLowerCase();

/** Where members are in groups of the classes that are known (RFC 4519, RFC 2307): whoever may change members may write these. */
const memberAttributes: ReadonlySet<string> = new Set(['member', 'uniquemember', 'memberuid']);

/** Attributes that the options name in one way or another, and that a change would write. */
const writtenAttributes = ({ write, account, memberships }: LdapOptions): readonly string[] => {
  const { allow, attributes, create } = write!;
  // A new entry has what its name says.
  const named = create && parseDn(create.dn.replaceAll(/\{[^{}]*\}/g, 'x'))?.[0];
  const ofMembers = memberships !== false && allow.includes('members') ? (memberships.members ?? []) : [];
  return [
    ...attributes,
    ...(named ?? []).map(({ type }) => type),
    ...(account && allow.includes('disable') ? [account.attribute] : []),
    ...ofMembers.filter((name) => !memberAttributes.has(nameOf(name))),
  ];
};

/** Whom a group is given: someone that may be read, for the connector looks nowhere else unless it is told a DN. */
const isMemberWithin = (
  { read }: LdapRule,
  { bases }: LdapWritePart,
  options: LdapOptions,
  change: LdapChange,
): boolean => {
  if (change.kind !== 'add-member' && change.kind !== 'remove-member') return true;
  const dn = dnOf(change.member, options);
  return dn === undefined || isBelow(dn, [...read.bases, ...bases]);
};

const dnOf = (target: Target, options: LdapOptions): string | undefined => {
  if ('dn' in target) return target.dn;
  const { users, groups } = directoryOf(options);
  return [users, groups].some((list) => list?.entity.id === 'entry.dn') ? target.id : undefined;
};
