import { readFile } from 'node:fs/promises';
import type { ClientConfig } from 'pg';
import type { ImportContext } from '../connector.ts';
import { readCredentials } from '../credentials.ts';
import { SourceError } from '../source-error.ts';
import type { PostgresOptions } from './options.ts';

/** Milliseconds that connecting, TLS and logging in may take. */
const connectMilliseconds = 10_000;

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
    ...(ca === undefined ? {} : { ca: await authorities(ca, context) }),
    ...(tls === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
};

const authorities = async (location: string, context: ImportContext): Promise<string> => {
  try {
    return await readFile(context.path(location), 'utf8');
  } catch (error) {
    throw new SourceError(
      'configuration-invalid',
      `${location} can not be read: put the certificate authorities there (PEM)`,
      {
        cause: error,
      },
    );
  }
};
