import { callersIn, type GuideStep, type GuideSubject } from '../guide.ts';
import { certificateLine, noTlsLine, userOf } from './guide-names.ts';
import type { MysqlOptions } from './mysql-options.ts';

/**
 * What the administrator of a MySQL or MariaDB database does.
 *
 * @see https://dev.mysql.com/doc/refman/9.7/en/grant.html
 * @see https://mariadb.com/docs/server/reference/sql-statements/account-management-sql-statements/grant
 */
export const mysqlSteps = (options: MysqlOptions, subject: GuideSubject): readonly GuideStep[] => [
  userStep(options, userOf(subject), callersIn(subject)),
  networkStep(options, callersIn(subject)),
];

/** Names of accounts of MySQL have 32 characters at most. */
const nameCharacters = 32;

const userStep = ({ database, tls }: MysqlOptions, name: string, callers: string): GuideStep => {
  const user = `'${name.slice(0, nameCharacters)}'@'<addresses of ${callers}, such as 10.1.%>'`;
  return {
    title: 'Make a user that can only read',
    lines: [
      'As an administrator of the server, with a password of your own in place of the dots:',
      `  create user ${user} identified by '…'${tls === 'disable' ? '' : ' require ssl'} with max_user_connections 8;`,
      'For each table or view that the queries of the configuration name, and for no others:',
      `  grant select on \`${database.replaceAll('`', '``')}\`.\`<table>\` to ${user};`,
    ],
  };
};

const networkStep = ({ host, port, tls, ca }: MysqlOptions, callers: string): GuideStep => ({
  title: `Let ${callers} reach the server`,
  lines: [
    `Open ${host}, port ${port}, for the addresses of ${callers}: in the firewall, and in bind_address of the server.`,
    tls === 'disable' ? noTlsLine : certificateLine(ca),
  ],
});
