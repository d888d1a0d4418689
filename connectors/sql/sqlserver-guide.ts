import { callersIn, type GuideStep, type GuideSubject } from '../guide.ts';
import { certificateLine, userOf } from './guide-names.ts';
import type { SqlserverOptions } from './sqlserver-options.ts';

/**
 * What the administrator of a database of SQL Server does.
 *
 * @see https://learn.microsoft.com/sql/relational-databases/security/authentication-access/create-a-database-user
 * @see https://learn.microsoft.com/sql/t-sql/statements/grant-object-permissions-transact-sql
 */
export const sqlserverSteps = (options: SqlserverOptions, subject: GuideSubject): readonly GuideStep[] => [
  loginStep(options, userOf(subject)),
  snapshotStep(options),
  networkStep(options, callersIn(subject)),
];

const loginStep = ({ database }: SqlserverOptions, name: string): GuideStep => ({
  title: 'Make a login that can only read',
  lines: [
    'As an administrator, in the database master, with a password of your own in place of the dots:',
    `  create login ${name} with password = '…';`,
    `In the database ${database}:`,
    `  create user ${name} for login ${name};`,
    'For each table or view that the queries of the configuration name, and for no others:',
    `  grant select on <schema>.<table> to ${name};`,
    'Nothing else may be granted to it, directly or by a role: a server of this kind has no session that only reads.',
  ],
});

const snapshotStep = ({ database }: SqlserverOptions): GuideStep => ({
  title: 'Let it read one state of the data',
  lines: [
    'Without it, rows that change during an import may be read twice or not at all. Azure SQL has it already. It keeps old versions of rows in',
    'tempdb for as long as an import runs, and locks nobody out:',
    `  alter database [${database.replaceAll(']', ']]')}] set allow_snapshot_isolation on;`,
  ],
});

const networkStep = ({ host, port, instance, tls, ca }: SqlserverOptions, callers: string): GuideStep => ({
  title: `Let ${callers} reach the server`,
  lines: [
    ...(instance === undefined
      ? [`Open ${host}, port ${port ?? 1433}, for the addresses of ${callers}.`]
      : [
          `Open ${host}, UDP port 1434 and the port of the instance ${instance}, for the addresses of ${callers}. That port changes when the`,
          'instance starts again, unless the SQL Server Configuration Manager gives it a fixed one: then write it as port, in place of instance.',
        ]),
    tls === 'trust'
      ? 'The configuration says tls: trust, so whoever is in between can read the password. Give the server a certificate if you can.'
      : certificateLine(ca),
  ],
});
