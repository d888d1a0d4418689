import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chmodSync, constants, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/**
 * Where a program is: in one of the folders, or on the PATH.
 *
 * @throws an error that says how to get it
 */
export const programOf = (names: readonly string[], folders: readonly string[], howToGetIt: string): string => {
  for (const folder of [...folders, ...(process.env['PATH'] ?? '').split(delimiter)]) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not here.
      }
    }
  }
  throw new Error(`These tests need ${names.join(' or ')}, which is not on this machine: ${howToGetIt}.`);
};

/** Database servers refuse to run as root: there they run as the user that their package made, or as nobody. */
export const unprivileged = (name: string): { readonly uid: number; readonly gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = [name, 'nobody'].map((each) => users.find((fields) => fields[0] === each)).find(Boolean);
  if (!user)
    throw new Error(
      `These tests run as root, and there is neither a user ${name} nor nobody: run them as another user.`,
    );
  return { uid: Number(user[2]), gid: Number(user[3]) };
};

/** A port that nobody listens on. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port');
  return address.port;
};

const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

/** Makes `ca.pem` and `ca.key`. */
export const makeAuthority = (folder: string, openssl: string): void =>
  void execFileSync(
    openssl,
    ['req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=test authority'],
    { cwd: folder, stdio: 'pipe' },
  );

/** Makes `<file>.pem` and `<file>.key` for a host, signed by that authority. */
export const makeCertificate = (folder: string, openssl: string, file: string, host: string): void => {
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', `subjectAltName=DNS:${host}`];
  const forServers = ['-addext', 'basicConstraints=critical,CA:FALSE'];
  const output = ['-keyout', `${file}.key`, '-out', `${file}.pem`, '-subj', `/CN=${host}`];
  execFileSync(openssl, ['req', '-x509', ...key, ...output, ...signed, ...forServers], { cwd: folder, stdio: 'pipe' });
  chmodSync(join(folder, `${file}.key`), 0o600);
};
