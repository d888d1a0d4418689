import { isIP } from 'node:net';
import * as z from 'zod';
import { credentialsOption } from '../credentials-option.ts';
import { localPath } from '../location.ts';
import { isOneMapping, mappingShape, oneMappingMessage, onInvalidRow } from '../mapping/mapping.ts';
import { queryProblem } from './query-problem.ts';

const host = z
  .string()
  .max(253)
  .refine(
    (value) => isIP(value) !== 0 || /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(value),
    'write a host name or an IP address alone, such as db.example.com',
  )
  .describe('Host name or IP address of the server.');

const postgres = z
  .strictObject({
    host,
    port: z.int().min(1).max(65_535).default(5432).describe('TCP port of the server.'),
    database: z.string().min(1).max(63).describe('Name of the database.'),
    tls: z
      .enum(['verify-full', 'verify-ca', 'disable'])
      .default('verify-full')
      .describe(
        'verify-full: the certificate must be trusted and name the host. verify-ca: it must be trusted. disable: no TLS at all.',
      ),
    ca: localPath.optional().describe('File with the certificate authorities to trust (PEM). Default: those of Node.'),
    credentials: credentialsOption,
    timeout: z
      .int()
      .min(1)
      .max(3600)
      .default(300)
      .describe('Seconds the server may take for the first rows of a query, and for each further batch.'),
  })
  .refine((value) => value.tls !== 'disable' || value.ca === undefined, {
    path: ['ca'],
    message: 'without TLS no certificate is checked: leave out ca, or set tls: verify-full',
  });

const database = z
  .strictObject({
    sqlite: localPath.optional().describe('A SQLite file, which travels with the handler.'),
    postgres: postgres.optional().describe('A PostgreSQL server.'),
  })
  .refine(
    (value) => (value.sqlite === undefined) !== (value.postgres === undefined),
    'write either sqlite: or postgres: here, to say which database it is',
  );

const query = z
  .strictObject({
    query: z
      .string()
      .min(1)
      .max(65_536)
      .describe('One SELECT (or WITH … SELECT) statement. The gateway adds the order and where to go on.'),
    key: z
      .array(z.string().min(1).max(256))
      .min(1)
      .max(8)
      .optional()
      .describe(
        'Columns to page by, in this order. Default: the id column of an entity, the two id columns of a relationship. ' +
          'They need not be unique, but the fewer rows share one key, the better.',
      ),
    ...mappingShape,
  })
  .refine(isOneMapping, oneMappingMessage);

/** Settings of a source of kind `sql`. */
export const sqlOptions = z
  .strictObject({
    database: database.describe('Where the data is.'),
    queries: z.array(query).min(1).max(100).describe('What to read, in this order.'),
    onInvalidRow,
  })
  .superRefine((options, issues) => {
    const dialect = options.database.sqlite === undefined ? 'postgres' : 'sqlite';
    options.queries.forEach(({ query: text }, index) => {
      const problem = queryProblem(text, dialect);
      if (problem) issues.addIssue({ code: 'custom', path: ['queries', index, 'query'], message: problem });
    });
  });

export type SqlOptions = z.output<typeof sqlOptions>;
export type SqlQuery = SqlOptions['queries'][number];
export type PostgresOptions = z.output<typeof postgres>;
