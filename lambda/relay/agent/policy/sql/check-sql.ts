import { type SqlOptions, sqlOptions } from '../../../../../connectors/sql/options.ts';
import { findFile } from '../files/find-file.ts';
import { PolicyRefusal } from '../policy-refusal.ts';
import { tlsModes } from '../schema/sql-rule-schema.ts';
import { queryText } from './query-text.ts';
import { type ServerDialect, type ServerRule, type SqlRule, serverDialects } from './sql-rule.ts';

/** An import of a database that a rule allows. */
export interface AllowedDatabase {
  /** What is run: with the rule's own words wherever they could differ. */
  readonly options: SqlOptions;
  /** Files that the import opens, by how the options call them: absolute paths. */
  readonly paths: ReadonlyMap<string, string>;
  /** Absolute. */
  readonly secret: string | undefined;
}

/**
 * Finds the rule that allows an import of a database: the server and all of its queries.
 *
 * @param answerSeconds the longest that a query may take
 * @throws PolicyRefusal
 */
export const checkSql = (rules: readonly SqlRule[], written: unknown, answerSeconds: number): AllowedDatabase => {
  const { success, data: options } = sqlOptions.safeParse(written);
  if (!success)
    throw new PolicyRefusal(
      'the options are none of a source of kind sql',
      'Deploy the gate and the agent in the same version.',
    );
  const { sqlite } = options.database;
  return sqlite === undefined ? onServer(rules, options, answerSeconds) : inFile(rules, options, sqlite);
};

const inFile = (rules: readonly SqlRule[], options: SqlOptions, location: string): AllowedDatabase => {
  const files = rules.map((rule) => rule.sqlite).filter((file) => file !== undefined);
  const { rule: file } = findFile(files, location);
  const rule = withQueries(
    rules.filter(({ sqlite }) => sqlite?.folder === file.folder),
    options,
    'this file of SQLite',
  );
  const { path } = findFile([rule.sqlite!], location);
  return { options: withTexts(options, rule), paths: new Map([[location, path]]), secret: undefined };
};

const onServer = (rules: readonly SqlRule[], options: SqlOptions, answerSeconds: number): AllowedDatabase => {
  const dialect = serverDialects.find((name) => options.database[name] !== undefined)!;
  const asked = askedServer(options, dialect);
  const place = `${dialect} ${asked.host}:${asked.port ?? asked.instance}, database ${asked.database}`;
  const named = rules.filter(({ server }) => server && isSame(server, asked));
  if (named.length === 0)
    throw new PolicyRefusal(
      `no sql rule names ${place}`,
      `Write one under allow: - sql: { ${dialect}: { host: ${asked.host}, database: … }, queries: [ … ] }`,
    );
  const safe = named.filter(({ server }) => isAsSafe(server!, asked));
  if (safe.length === 0)
    throw new PolicyRefusal(
      `the source asks for less than the sql rule of ${place} does (tls, ca or certificateName)`,
      'Let the source ask for more; or, if that is right, write tls, ca or certificateName into the rule.',
    );
  const rule = withQueries(safe, options, place);
  const paths = new Map(rule.server!.ca === undefined ? [] : [[authorities, rule.server!.ca]]);
  return { options: withServer(withTexts(options, rule), rule, asked, answerSeconds), paths, secret: rule.secret };
};

/** What the options call the file of authorities, wherever it is. */
const authorities = 'authorities.pem';

type AskedServer = Omit<ServerRule, 'dialect'> & { readonly dialect: ServerDialect; readonly timeout: number };

const askedServer = ({ database }: SqlOptions, dialect: ServerDialect): AskedServer => {
  const { postgres, mysql, sqlserver } = database;
  const none = { instance: undefined, certificateName: undefined };
  if (!sqlserver) return { ...none, ...(postgres ?? mysql)!, dialect, ca: (postgres ?? mysql)!.ca };
  const { port, instance, certificateName, ca } = sqlserver;
  return {
    ...sqlserver,
    dialect,
    port: instance === undefined ? (port ?? 1433) : undefined,
    instance,
    certificateName,
    ca,
  };
};

const isSame = (rule: ServerRule, asked: AskedServer): boolean =>
  rule.dialect === asked.dialect &&
  rule.host === asked.host.toLowerCase() &&
  rule.port === asked.port &&
  rule.instance === asked.instance &&
  rule.database === asked.database;

const isAsSafe = (rule: ServerRule, asked: AskedServer): boolean => {
  const modes: readonly string[] = tlsModes[rule.dialect];
  if (modes.indexOf(asked.tls) < modes.indexOf(rule.tls)) return false;
  // An authority that the gate names is not here: without one of the rule's own, others would be trusted than were asked for.
  if (asked.ca !== undefined && rule.ca === undefined) return false;
  return asked.certificateName === undefined || [rule.certificateName, rule.host].includes(asked.certificateName);
};

const withQueries = (rules: readonly SqlRule[], { queries }: SqlOptions, place: string): SqlRule => {
  const texts = queries.map(({ query }) => queryText(query));
  const rule = rules.find(({ queries: allowed }) => texts.every((text) => allowed.has(text)));
  if (rule) return rule;
  const first = texts.findIndex((text) => !rules.some(({ queries: allowed }) => allowed.has(text)));
  throw new PolicyRefusal(
    first < 0
      ? `no single sql rule of ${place} has all queries of the source`
      : `query ${first + 1} of the source is none of the sql rule of ${place}`,
    'Review the query, and copy it word for word to the queries of the rule.',
  );
};

/** The rule's own texts in the place of those that were compared. */
const withTexts = (options: SqlOptions, { queries: allowed }: SqlRule): SqlOptions => ({
  ...options,
  queries: options.queries.map((query) => ({ ...query, query: allowed.get(queryText(query.query))! })),
});

const withServer = (
  options: SqlOptions,
  { server: rule, secret }: SqlRule,
  { dialect, timeout }: AskedServer,
  answerSeconds: number,
): SqlOptions => {
  const server = options.database[dialect]!;
  const own = {
    ...server,
    host: rule!.host,
    timeout: Math.min(timeout, answerSeconds),
    ca: isVerified(server.tls) && rule!.ca !== undefined ? authorities : undefined,
    ...(secret !== undefined && { credentials: 'secret' as const }),
  };
  return { ...options, database: { [dialect]: own } };
};

const isVerified = (tls: string): boolean => tls !== 'disable' && tls !== 'trust';
