import * as z from 'zod';
import { localPath } from '../location.ts';
import { isOneMapping, mappingShape, oneMappingMessage, onInvalidRow } from '../mapping/mapping.ts';
import { mysqlOptions } from './mysql-options.ts';
import { postgresOptions } from './postgres-options.ts';
import { queryProblem } from './query-problem.ts';
import { sqlserverOptions } from './sqlserver-options.ts';

const kinds = ['mysql', 'postgres', 'sqlite', 'sqlserver'] as const;

const database = z
  .strictObject({
    sqlite: localPath.optional().describe('A SQLite file, which travels with the handler.'),
    postgres: postgresOptions.optional().describe('A PostgreSQL server.'),
    mysql: mysqlOptions.optional().describe('A MySQL or MariaDB server.'),
    sqlserver: sqlserverOptions.optional().describe('A Microsoft SQL Server, or an Azure SQL database.'),
  })
  .refine(
    (value) => kinds.filter((kind) => value[kind] !== undefined).length === 1,
    'write one of sqlite:, postgres:, mysql: and sqlserver: here, to say which database it is',
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
    const dialect = kinds.find((kind) => options.database[kind] !== undefined);
    if (!dialect) return;
    options.queries.forEach(({ query: text }, index) => {
      const problem = queryProblem(text, dialect);
      if (problem) issues.addIssue({ code: 'custom', path: ['queries', index, 'query'], message: problem });
    });
  });

export type SqlOptions = z.output<typeof sqlOptions>;
export type SqlQuery = SqlOptions['queries'][number];
