import * as z from 'zod';
import { fileNames } from './file-rule-schema.ts';
import { host, port } from './host.ts';
import { ownAuthorities, ownPath, ownSecret } from './own-file.ts';

/** How connections are protected, from the weakest to the strongest: whatever the source asks for must not be weaker than its rule. */
export const tlsModes = {
  postgres: ['disable', 'verify-ca', 'verify-full'],
  mysql: ['disable', 'verify-ca', 'verify-full'],
  sqlserver: ['trust', 'verify-full', 'strict'],
} as const;

const tlsSentences = {
  postgres: 'verify-full, verify-ca (the certificate may name another host) or disable (no TLS)',
  mysql: 'verify-full, verify-ca (the certificate may name another host) or disable (no TLS)',
  sqlserver: 'strict (TDS 8.0), verify-full or trust (any certificate)',
} as const;

const serverShape = <const Dialect extends keyof typeof tlsModes>(dialect: Dialect) => ({
  host,
  database: z
    .string()
    .min(1)
    .max(128)
    .meta({ description: 'Name of the database, exactly.', examples: ['hr'] }),
  tls: z
    .enum(tlsModes[dialect])
    .meta({
      description: `The least that the source must ask for: ${tlsSentences[dialect]}. Default: verify-full.`,
      examples: ['verify-full'],
    })
    .default('verify-full'),
  ca: ownAuthorities().optional(),
});

const example = { host: 'db.acme.internal', database: 'hr' };

const portOf = (value: number) => port(`TCP port of the server. Default: ${value}.`, value).default(value);

const sqlserver = z
  .strictObject({
    ...serverShape('sqlserver'),
    port: port('TCP port of the server. Default: 1433.', 1433).optional(),
    instance: z
      .string()
      .min(1)
      .max(16)
      .meta({
        description: 'A named instance, in place of a port, exactly as the source has it.',
        examples: ['SQLEXPRESS'],
      })
      .optional(),
    certificateName: host.optional(),
  })
  .refine(({ port: fixed, instance }) => fixed === undefined || instance === undefined, {
    path: ['instance'],
    error: 'has a port of its own: leave out instance, or port',
  })
  .meta({ description: 'A database of SQL Server.', examples: [example] });

const query = z.union([
  z.string().min(1).max(65_536),
  z.strictObject({ file: ownPath('A file with one query.', './queries/people.sql') }),
]);

/** Queries of databases that are allowed. */
export const sqlRuleSchema = z
  .strictObject({
    postgres: z
      .strictObject({ ...serverShape('postgres'), port: portOf(5432) })
      .meta({ description: 'A database of PostgreSQL.', examples: [example] })
      .optional(),
    mysql: z
      .strictObject({ ...serverShape('mysql'), port: portOf(3306) })
      .meta({ description: 'A database of MySQL or MariaDB.', examples: [example] })
      .optional(),
    sqlserver: sqlserver.optional(),
    sqlite: z
      .strictObject({ folder: ownPath('The folder that the files are in.', '/srv/exports'), names: fileNames })
      .meta({ description: 'Files of SQLite.', examples: [{ folder: '/srv/exports', names: ['hr.db'] }] })
      .optional(),
    queries: z
      .array(query)
      .min(1)
      .max(1_000)
      .meta({
        description:
          'The queries, word for word: only white space outside of quotes may differ. What is run is what stands here.',
        examples: [['select id, name from people']],
      }),
    secret: ownSecret("user and password, in place of the gate's. They never leave this network.").optional(),
  })
  .superRefine((rule, context) => {
    const databases = [rule.postgres, rule.mysql, rule.sqlserver, rule.sqlite].filter((each) => each !== undefined);
    if (databases.length !== 1)
      context.addIssue({
        code: 'custom',
        message: 'must name one database',
        params: { remedy: 'Write one of postgres, mysql, sqlserver and sqlite.' },
      });
    if (rule.sqlite && rule.secret)
      context.addIssue({ code: 'custom', path: ['secret'], message: 'is for servers: a file asks for no password' });
  })
  .meta({
    description: 'Queries of a database.',
    examples: [{ postgres: { host: 'db.acme.internal', database: 'hr' }, queries: ['select id, name from people'] }],
  });

/** Such a rule, as it is written with its defaults. */
export type WrittenSqlRule = z.output<typeof sqlRuleSchema>;
