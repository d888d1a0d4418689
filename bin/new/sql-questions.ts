import type * as z from 'zod';
import { mysqlOptions } from '../../connectors/sql/mysql-options.ts';
import { postgresOptions } from '../../connectors/sql/postgres-options.ts';
import { queryProblem } from '../../connectors/sql/query-problem.ts';
import { sqlserverOptions } from '../../connectors/sql/sqlserver-options.ts';
import type { ConnectorQuestions } from './defined-questions.ts';
import { type Asked, entityOf, question, rowQuestions } from './row-questions.ts';

/** The servers that are asked about, by their keys in a source. A SQLite file is written into the source by hand. */
const servers = {
  postgres: { title: 'PostgreSQL', options: postgresOptions },
  mysql: { title: 'MySQL or MariaDB', options: mysqlOptions },
  sqlserver: { title: 'Microsoft SQL Server, or an Azure SQL database', options: sqlserverOptions },
} as const;

type Kind = keyof typeof servers;

const kinds = Object.keys(servers) as readonly Kind[];
const width = Math.max(...kinds.map((kind) => kind.length));

const kindQuestion: Asked = {
  about: ['Which database it is.', ...kinds.map((kind) => `  ${kind.padEnd(width)}  ${servers[kind].title}`)].join(
    '\n',
  ),
  initial: 'postgres',
  example: 'mysql',
  check: (answer) => (kinds.some((kind) => kind === answer) ? undefined : `must be one of ${kinds.join(', ')}`),
};

/** The questions of one kind of server, whose own options say what is wrong: a host is refused here, and not when all is answered. */
const questionsOf = (kind: Kind): Readonly<Record<string, Asked>> => {
  const options: z.ZodType = servers[kind].options;
  const problem = (settings: object, otherwise: string): string | undefined =>
    options.safeParse(settings, { error: () => otherwise }).error?.issues[0]?.message;
  return {
    host: question(
      `The server, as its certificate names it. Of kind ${kind}: ${servers[kind].title}.`,
      'hr.acme.example',
      {
        check: (host) => problem({ host, database: 'any' }, 'is too long for the name of a host'),
      },
    ),
    database: question('The name of the database.', 'hr', {
      check: (database) =>
        database === ''
          ? 'is needed'
          : problem({ host: 'any', database }, `is too long for a database of ${servers[kind].title}`),
    }),
    query: question('What to read: one SELECT.', 'select id, name from employees', {
      check: (query) => queryProblem(query, kind),
    }),
    ...rowQuestions,
  };
};

/** The questions of a database: which it is, where it is, and one query with what its rows become. */
export const sqlQuestions: ConnectorQuestions = async (ask) => {
  const kind = (await ask('kind', kindQuestion)) as Kind;
  const questions = questionsOf(kind);
  const answers: Record<string, string> = {};
  for (const [key, asked] of Object.entries(questions)) answers[key] = await ask(key, asked);
  const { host, database, query } = answers;
  return {
    asked: ['kind', ...Object.keys(questions)],
    settings: {
      database: { [kind]: { host: host!, database: database! } },
      queries: [{ query: query!, entity: entityOf(answers) }],
    },
  };
};
