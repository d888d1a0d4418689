import type { ConnectionConfiguration } from 'tedious';
import type { ImportContext } from '../connector.ts';
import { readCredentials } from '../credentials.ts';
import { authorities } from './authorities.ts';
import { connectMilliseconds } from './database.ts';
import type { SqlserverOptions } from './sqlserver-options.ts';

/** Milliseconds that a server may take to stop a query that nobody waits for. */
const cancelMilliseconds = 2_000;

/**
 * What tedious needs to connect.
 *
 * @throws SourceError if the credentials are missing or the certificate authorities can not be read
 */
export const connectionConfiguration = async (
  options: SqlserverOptions,
  context: ImportContext,
): Promise<ConnectionConfiguration> => {
  const { user, password } = await readCredentials(options.credentials, ['user', 'password'], context);
  return {
    server: options.host,
    authentication: { type: 'default', options: { userName: user, password } },
    options: {
      database: options.database,
      ...(options.instance === undefined ? { port: options.port ?? 1433 } : { instanceName: options.instance }),
      encrypt: options.tls === 'strict' ? 'strict' : true,
      trustServerCertificate: options.tls === 'trust',
      cryptoCredentialsDetails: await authorities(options.ca, context),
      ...(options.certificateName === undefined ? {} : { serverName: options.certificateName }),
      appName: 'sallyport',
      // A copy that is there to be read is asked instead, where the server's listener knows one.
      readOnlyIntent: true,
      connectTimeout: connectMilliseconds,
      cancelTimeout: cancelMilliseconds,
      // Whoever waits for a portion watches the time.
      requestTimeout: 0,
      useUTC: true,
    },
  };
};
