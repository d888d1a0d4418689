import type { FileOptions } from '../../../connectors/file/options.ts';
import { directoryOf } from '../../../connectors/ldap/directory.ts';
import { parseDn } from '../../../connectors/ldap/dn.ts';
import type { LdapOptions } from '../../../connectors/ldap/options.ts';
import { isObject } from '../../../connectors/location.ts';
import type { SqlOptions } from '../../../connectors/sql/options.ts';
import { askedAttributes } from '../../../lambda/relay/agent/policy/ldap/asked-attributes.ts';

/** Where files of a source are taken to lie at an agent, until somebody says otherwise. */
const folder = '/srv/sallyport-agent';

/** The rule of a database. */
export const sqlRules = ({ database, queries }: SqlOptions): readonly object[] => {
  const { postgres, mysql, sqlserver, sqlite } = database;
  const texts = queries.map(({ query }) => query);
  if (sqlite !== undefined) return [{ sql: { sqlite: { folder, names: [below(sqlite)] }, queries: texts } }];
  const fixed = postgres ?? mysql;
  if (fixed) {
    const { host, port, database: name, tls, ca } = fixed;
    const server = { host: host.toLowerCase(), port, database: name, ...leastTls(tls), ...ownCa(ca) };
    return [{ sql: { [postgres ? 'postgres' : 'mysql']: server, queries: texts } }];
  }
  const { host, port, instance, database: name, tls, certificateName, ca } = sqlserver!;
  const server = {
    host: host.toLowerCase(),
    ...(instance === undefined ? { port: port ?? 1433 } : { instance }),
    database: name,
    ...leastTls(tls),
    ...(certificateName !== undefined && { certificateName }),
    ...ownCa(ca),
  };
  return [{ sql: { sqlserver: server, queries: texts } }];
};

/** The rule of a directory. */
export const ldapRules = (options: LdapOptions): readonly object[] => {
  const { host, port, tls, ca, write } = options;
  const directory = directoryOf(options);
  const lists = [directory.users, directory.groups].filter((list) => list !== undefined);
  const asked = [...askedAttributes(directory)].filter((name) => name !== undefined && name !== 'objectclass');
  return [
    {
      ldap: {
        host: host.toLowerCase(),
        port: port ?? (tls === 'ldaps' ? 636 : 389),
        ...(tls !== 'ldaps' && { tls }),
        ...ownCa(ca),
        bases: [...new Set(lists.flatMap(({ bases }) => bases))],
        scopes: [...new Set(lists.map(({ scope }) => scope))],
        attributes: asked,
        ...(write && { write: writeOf(options) }),
      },
    },
  ];
};

const writeOf = ({ write, account }: LdapOptions) => {
  const { bases, allow, attributes, create } = write!;
  const named = create ? parseDn(create.dn.replaceAll(/\{[^{}]*\}/g, 'x'))![0]!.map(({ type }) => type) : [];
  const switched = account && allow.includes('disable') ? [account.attribute] : [];
  const all = [...new Set([...attributes, ...named, ...switched])];
  return {
    bases,
    allow,
    ...(all.length > 0 && { attributes: all }),
    ...(create && { objectClasses: create.objectClasses }),
  };
};

/** The rule of files. Objects of a cloud are read by nobody but the gate. */
export const fileRules = ({ files }: FileOptions): readonly object[] => {
  const names = [...new Set(files.map(({ path }) => path))].filter((path) => !isObject(path)).map(below);
  return names.length === 0 ? [] : [{ file: { folder, names } }];
};

const below = (path: string): string => path.replace(/^(\.\/)+/, '');

const leastTls = (tls: string) => (tls === 'verify-full' ? {} : { tls });

/** The file lies elsewhere at the agent. */
const ownCa = (ca: string | undefined) => (ca === undefined ? {} : { ca: `./${below(ca).split('/').at(-1)}` });
