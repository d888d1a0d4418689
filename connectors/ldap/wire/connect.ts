import { readFile } from 'node:fs/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { BindRequest, ExtendedRequest } from 'ldapts';
import type { ImportContext } from '../../connector.ts';
import { readCredentials } from '../../credentials.ts';
import { SourceError } from '../../source-error.ts';
import { untilAborted } from '../../until-aborted.ts';
import type { LdapOptions } from '../options.ts';
import { connectionError, succeeded } from './ldap-error.ts';
import { LdapSession } from './ldap-session.ts';

/** What connecting needs of an import, or of a change. */
export type ConnectContext = Pick<ImportContext, 'fields' | 'path' | 'secret'>;

/** Milliseconds that connecting, and TLS after it, may take. */
const connectMilliseconds = 10_000;
const startTlsOid = '1.3.6.1.4.1.1466.20037';

/**
 * Connects and binds. No credentials are sent before TLS stands and the certificate is that of the host, unless the options say `disable`.
 *
 * @param signal when it is aborted, the connection is closed
 * @throws SourceError, or the signal's reason
 */
export const connect = async (
  options: LdapOptions,
  context: ConnectContext,
  signal: AbortSignal,
): Promise<LdapSession> => {
  const credentials = await credentialsOf(options, { ...context, signal } as ImportContext);
  const tls = options.tls === 'disable' ? undefined : await tlsOptions(options, credentials, context);
  const socket = await opened(
    options.tls === 'ldaps'
      ? connectTls({ ...tls, port: options.port ?? 636 })
      : connectTcp({ host: options.host, port: options.port ?? 389, keepAlive: true }),
    options.tls === 'ldaps' ? 'secureConnect' : 'connect',
    signal,
  );
  const session = new LdapSession(socket, options.timeout, signal);
  try {
    if (options.tls === 'starttls') await startTls(session, tls!, signal);
    await bind(session, options, credentials);
    return session;
  } catch (error) {
    session.end();
    throw error;
  }
};

type Credentials = Readonly<Partial<Record<'user' | 'password' | 'certificate' | 'private_key', string>>>;

const credentialsOf = ({ bind, credentials }: LdapOptions, context: ImportContext): Promise<Credentials> => {
  if (bind === 'anonymous') return Promise.resolve({});
  const names = bind === 'simple' ? (['user', 'password'] as const) : (['certificate', 'private_key'] as const);
  return readCredentials<keyof Credentials>(credentials, names, context);
};

const tlsOptions = async (
  { host, ca }: LdapOptions,
  { certificate, private_key }: Credentials,
  { path }: ConnectContext,
): Promise<ConnectionOptions> => ({
  host,
  // An address can not be asked for by name (RFC 6066, section 3); the certificate must name it all the same.
  ...(isIP(host) === 0 && { servername: host }),
  rejectUnauthorized: true,
  minVersion: 'TLSv1.2',
  ...(ca !== undefined && { ca: await authorities(ca, path) }),
  ...(certificate !== undefined && { cert: pem(certificate), key: pem(private_key ?? '') }),
});

/** Lines that were written as one apart again. */
const pem = (text: string): string => text.replaceAll('\\n', '\n');

const authorities = async (location: string, path: ConnectContext['path']): Promise<string> => {
  try {
    return await readFile(path(location), 'utf8');
  } catch (cause) {
    const message = `${location} can not be read: put the certificate authorities there (PEM)`;
    throw new SourceError('configuration-invalid', message, { cause });
  }
};

const opened = async (socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<Socket> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once(event, () => resolve()).on('error', reject);
  socket.setTimeout(connectMilliseconds, () => reject(new Error('no connection in time')));
  try {
    await untilAborted(signal, promise);
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw connectionError(error, 'the directory');
  }
  socket.setTimeout(0);
  return socket.removeAllListeners('error').removeAllListeners('timeout').setNoDelay(true).setKeepAlive(true);
};

const startTls = async (session: LdapSession, tls: ConnectionOptions, signal: AbortSignal): Promise<void> => {
  const answer = await session.ask('StartTLS', (messageId) => new ExtendedRequest({ messageId, oid: startTlsOid }));
  succeeded(answer.end, 'StartTLS');
  await session.upgrade((socket) => opened(connectTls({ ...tls, socket }), 'secureConnect', signal));
};

const bind = async (session: LdapSession, options: LdapOptions, credentials: Credentials): Promise<void> => {
  if (options.bind === 'anonymous') return;
  const { user, password } = credentials;
  const answer = await session.ask('the bind', (messageId) =>
    options.bind === 'simple'
      ? new BindRequest({ messageId, dn: user ?? '', password: password ?? '' })
      : new BindRequest({ messageId, mechanism: 'EXTERNAL' }),
  );
  succeeded(answer.end, 'the bind');
};
