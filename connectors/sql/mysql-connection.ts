import type { ConnectionOptions } from 'mysql2';
import type { ImportContext } from '../connector.ts';
import { readCredentials } from '../credentials.ts';
import { authorities } from './authorities.ts';
import { connectMilliseconds } from './database.ts';
import type { MysqlOptions } from './mysql-options.ts';

/**
 * What mysql2 needs to connect.
 *
 * @throws SourceError if the credentials are missing or the certificate authorities can not be read
 */
export const connectionOptions = async (options: MysqlOptions, context: ImportContext): Promise<ConnectionOptions> => ({
  host: options.host,
  port: options.port,
  database: options.database,
  ...(await readCredentials(options.credentials, ['user', 'password'], context)),
  ...(options.tls === 'disable' ? {} : { ssl: await tlsOptions(options, context) }),
  charset: 'UTF8MB4_GENERAL_CI',
  connectTimeout: connectMilliseconds,
  connectAttributes: { program_name: 'sallyport' },
  // No server may ask for a file of this machine, and no statement is two.
  flags: ['-LOCAL_FILES'],
  multipleStatements: false,
  // Otherwise the driver makes programs out of names of columns.
  disableEval: true,
  rowsAsArray: true,
});

const tlsOptions = async ({ tls, ca }: MysqlOptions, context: ImportContext) => ({
  rejectUnauthorized: true,
  verifyIdentity: tls === 'verify-full',
  ...(await authorities(ca, context)),
});
