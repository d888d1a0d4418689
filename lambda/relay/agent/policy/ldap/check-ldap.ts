import { directoryOf } from '../../../../../connectors/ldap/directory.ts';
import { type Dn, isWithin, parseDn } from '../../../../../connectors/ldap/dn.ts';
import { type LdapOptions, ldapOptions } from '../../../../../connectors/ldap/options.ts';
import { PolicyRefusal } from '../policy-refusal.ts';
import { askedAttributes } from './asked-attributes.ts';
import type { LdapRule } from './ldap-rule.ts';

/** What of a directory a rule allows. */
export interface AllowedDirectory {
  readonly rule: LdapRule;
  /** What is run: with the rule's own words wherever they could differ. */
  readonly options: LdapOptions;
  /** Files that are opened, by how the options call them: absolute paths. */
  readonly paths: ReadonlyMap<string, string>;
  /** Absolute. */
  readonly secret: string | undefined;
}

/**
 * Finds the rule that allows an import of a directory: the server, and all that is read and compared there.
 *
 * @param answerSeconds the longest that the server may say nothing
 * @throws PolicyRefusal
 */
export const checkLdap = (rules: readonly LdapRule[], written: unknown, answerSeconds: number): AllowedDirectory =>
  allowedDirectories(rules, written, answerSeconds)[0]!;

/** All rules that allow it, at least one. @throws PolicyRefusal */
export const allowedDirectories = (
  rules: readonly LdapRule[],
  written: unknown,
  answerSeconds: number,
): readonly AllowedDirectory[] => {
  const found = allowedServers(rules, written, answerSeconds);
  const { place, options } = found;
  const directory = directoryOf(options);
  const lists = [directory.users, directory.groups].filter((list) => list !== undefined);
  const bases = lists.flatMap((list) => list.bases);
  const within = left(
    found.servers,
    ({ rule }) => bases.every((base) => isBelow(base, rule.read.bases)),
    `a base of the source is none of the ldap rule of ${place}, nor below one`,
    'Add it to the bases of the rule.',
  );
  const deep = left(
    within,
    ({ rule }) => lists.every(({ scope }) => rule.scopes.has(scope)),
    `the ldap rule of ${place} does not allow how far the source searches`,
    'Add it to the scopes of the rule: one or sub.',
  );
  const asked = [...askedAttributes(directory)];
  return left(
    deep,
    ({ rule }) => asked.every((name) => isNamed(rule, name)),
    `the source reads or compares ${foreignOf(asked, deep)}, which the ldap rule of ${place} does not name`,
    'Add it to the attributes of the rule.',
  );
};

/** The rules of the server that a source names, and what would be run. */
interface AllowedServers {
  readonly place: string;
  readonly options: LdapOptions;
  readonly servers: readonly AllowedDirectory[];
}

/** @throws PolicyRefusal if there is none */
const allowedServers = (rules: readonly LdapRule[], written: unknown, answerSeconds: number): AllowedServers => {
  const { success, data: options } = ldapOptions.safeParse(written);
  if (!success)
    throw new PolicyRefusal(
      'the options are none of a source of kind ldap',
      'Deploy the gate and the agent in the same version.',
    );
  const { host, tls } = options;
  const port = options.port ?? (tls === 'ldaps' ? 636 : 389);
  const place = `${host}:${port}`;
  const named = rules.filter((rule) => rule.host === host.toLowerCase() && rule.port === port);
  if (named.length === 0)
    throw new PolicyRefusal(
      `no ldap rule names ${place}`,
      `Write one under allow: - ldap: { host: ${host}, port: ${port}, bases: [ … ], attributes: [ … ] }`,
    );
  // An authority that the gate names is not here: without one of the rule's own, others would be trusted than were asked for.
  const safe = named.filter((rule) => rule.tls === tls && (options.ca === undefined || rule.ca !== undefined));
  if (safe.length === 0)
    throw new PolicyRefusal(
      `the source connects in another way than the ldap rule of ${place} says (tls or ca)`,
      'Let the source say the same; or, if that is right, write tls and ca into the rule.',
    );
  return { place, options, servers: safe.map((rule) => withRule(options, rule, answerSeconds)) };
};

/** What the options call the file of authorities, wherever it is. */
const authorities = 'authorities.pem';

const withRule = ({ ca, ...options }: LdapOptions, rule: LdapRule, answerSeconds: number): AllowedDirectory => {
  const own = rule.tls === 'disable' ? undefined : rule.ca;
  return {
    rule,
    options: {
      ...options,
      host: rule.host,
      port: rule.port,
      timeout: Math.min(options.timeout, answerSeconds),
      ...(own !== undefined && { ca: authorities }),
      ...(rule.secret !== undefined && { credentials: 'secret' }),
    },
    paths: new Map(own === undefined ? [] : [[authorities, own]]),
    secret: rule.secret,
  };
};

/** Those that allow it. @throws PolicyRefusal if there is none */
const left = (
  servers: readonly AllowedDirectory[],
  allows: (server: AllowedDirectory) => boolean,
  reason: string,
  remedy: string,
): readonly AllowedDirectory[] => {
  const allowed = servers.filter(allows);
  if (allowed.length === 0) throw new PolicyRefusal(reason, remedy);
  return allowed;
};

/** Whether an entry is one of some, or below one. */
export const isBelow = (dn: string, bases: readonly Dn[]): boolean => {
  const entry = parseDn(dn);
  return entry !== undefined && bases.some((base) => isWithin(entry, base));
};

const isNamed = ({ read }: LdapRule, name: string | undefined): boolean =>
  name === 'objectclass' || (name !== undefined && read.attributes.has(name));

const foreignOf = (asked: readonly (string | undefined)[], servers: readonly AllowedDirectory[]): string => {
  const foreign = asked.find((name) => !servers.some(({ rule }) => isNamed(rule, name)));
  return foreign === undefined ? 'all attributes at once, or those of two rules' : `the attribute ${foreign}`;
};
