import { callersIn, type GuideStep, type GuideSubject } from '../guide.ts';
import { certificateLine, noTlsLine, userOf } from './guide-names.ts';
import type { PostgresOptions } from './postgres-options.ts';

/**
 * What the administrator of a PostgreSQL database does.
 *
 * @see https://www.postgresql.org/docs/current/sql-grant.html
 */
export const postgresSteps = (options: PostgresOptions, subject: GuideSubject): readonly GuideStep[] => [
  roleStep(options, userOf(subject)),
  networkStep(options, callersIn(subject)),
];

const roleStep = ({ database }: PostgresOptions, role: string): GuideStep => ({
  title: 'Make a role that can only read',
  lines: [
    `In the database ${database}, as its owner. psql asks for the password and sends it hashed:`,
    `  create role ${role} login nosuperuser nocreatedb nocreaterole connection limit 8;`,
    `  \\password ${role}`,
    `  alter role ${role} set default_transaction_read_only = on;`,
    `  grant connect on database "${database.replaceAll('"', '""')}" to ${role};`,
    'For each schema and each table or view that the queries of the configuration name, and for no others:',
    `  grant usage on schema <schema> to ${role};`,
    `  grant select on <schema>.<table> to ${role};`,
  ],
});

const networkStep = ({ host, port, tls, ca }: PostgresOptions, callers: string): GuideStep => ({
  title: `Let ${callers} reach the server`,
  lines: [
    `Open ${host}, port ${port}, for the addresses of ${callers}: in the firewall, and in pg_hba.conf (hostssl, scram-sha-256).`,
    tls === 'disable' ? noTlsLine : certificateLine(ca),
  ],
});
