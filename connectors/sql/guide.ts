import { enteringStep } from '../authentication/guide/secret-step.ts';
import type { SecretField } from '../connector.ts';
import type { GuideStep, GuideSubject } from '../guide.ts';
import { mysqlSteps } from './mysql-guide.ts';
import type { SqlOptions } from './options.ts';
import { postgresSteps } from './postgres-guide.ts';
import { sqlserverSteps } from './sqlserver-guide.ts';

/** What the administrator of a database does: a user that can read the tables of the queries, and nothing else. */
export const sqlGuide = (
  { database: { mysql, postgres, sqlite, sqlserver } }: SqlOptions,
  fields: readonly Pick<SecretField, 'name' | 'description'>[],
  subject: GuideSubject,
): readonly GuideStep[] => {
  if (mysql) return [...mysqlSteps(mysql, subject), ...entering(mysql, fields, subject)];
  if (postgres) return [...postgresSteps(postgres, subject), ...entering(postgres, fields, subject)];
  if (sqlserver) return [...sqlserverSteps(sqlserver, subject), ...entering(sqlserver, fields, subject)];
  return [
    {
      title: 'Provide the file',
      lines: [`${sqlite}, below the folder of the configuration. It travels with the gate.`],
    },
  ];
};

const entering = (
  { credentials }: { readonly credentials: 'secret' | 'fields' },
  fields: readonly Pick<SecretField, 'name' | 'description'>[],
  subject: GuideSubject,
): readonly GuideStep[] =>
  credentials === 'secret'
    ? [...enteringStep(fields, subject), { title: 'Check it', lines: [`  sallyport secrets check ${subject.source}`] }]
    : [{ title: `Enter it at ${subject.vendor}`, lines: ['In the form of this source there: user and password.'] }];
