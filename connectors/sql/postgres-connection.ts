import type { ClientConfig } from 'pg';
import type { ImportContext } from '../connector.ts';
import { readCredentials } from '../credentials.ts';
import { authorities } from './authorities.ts';
import { connectMilliseconds } from './database.ts';
import type { PostgresOptions } from './postgres-options.ts';

/**
 * What pg needs to connect. Where to, as whom and whether by TLS is all given, because pg takes what is not from the environment
 * (PGHOST, PGSSLMODE, …).
 *
 * @throws SourceError if the credentials are missing or the certificate authorities can not be read
 */
export const connectionConfig = async (options: PostgresOptions, context: ImportContext): Promise<ClientConfig> => ({
  host: options.host,
  port: options.port,
  database: options.database,
  ...(await readCredentials(options.credentials, ['user', 'password'], context)),
  ssl: await tlsOptions(options, context),
  application_name: 'sallyport',
  client_encoding: 'UTF8',
  connectionTimeoutMillis: connectMilliseconds,
  keepAlive: true,
});

const tlsOptions = async ({ tls, ca }: PostgresOptions, context: ImportContext): Promise<ClientConfig['ssl']> => {
  if (tls === 'disable') return false;
  return {
    rejectUnauthorized: true,
    ...(await authorities(ca, context)),
    ...(tls === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
};
