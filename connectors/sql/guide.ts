import { enteringStep } from '../authentication/guide/secret-step.ts';
import type { SecretField } from '../connector.ts';
import type { GuideStep, GuideSubject } from '../guide.ts';
import type { PostgresOptions, SqlOptions } from './options.ts';

/**
 * What the administrator of a database does: a role that can read the tables of the queries, and nothing else.
 *
 * @see https://www.postgresql.org/docs/current/sql-grant.html
 */
export const sqlGuide = (
  { database: { postgres, sqlite } }: SqlOptions,
  fields: readonly Pick<SecretField, 'name' | 'description'>[],
  subject: GuideSubject,
): readonly GuideStep[] => {
  if (!postgres) {
    return [
      {
        title: 'Provide the file',
        lines: [`${sqlite}, below the folder of the configuration. It travels with the gate.`],
      },
    ];
  }
  const entering: readonly GuideStep[] =
    postgres.credentials === 'secret'
      ? [
          ...enteringStep(fields, subject),
          { title: 'Check it', lines: [`  sallyport secrets check ${subject.source}`] },
        ]
      : [{ title: `Enter it at ${subject.vendor}`, lines: ['In the form of this source there: user and password.'] }];
  return [roleStep(postgres, subject), networkStep(postgres), ...entering];
};

const roleStep = ({ database }: PostgresOptions, { gateway, source }: GuideSubject): GuideStep => {
  const role = `${gateway}_${source}`.replaceAll('-', '_');
  return {
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
  };
};

const networkStep = ({ host, port, tls, ca }: PostgresOptions): GuideStep => ({
  title: 'Let the gate reach the server',
  lines: [
    `Open ${host}, port ${port}, for the addresses of the gate: in the firewall, and in pg_hba.conf (hostssl, scram-sha-256).`,
    ...(tls === 'disable'
      ? ['The configuration says tls: disable, so all of it goes over the network as it is. Turn TLS on if you can.']
      : [
          ca === undefined
            ? "The server's certificate must be one that Node trusts; otherwise name its authority under ca."
            : `The server's certificate must be signed by an authority of ${ca}.`,
        ]),
  ],
});
