import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

/** A PostgreSQL server for the tests, and how to reach it. */
export interface Cluster {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The certificate authority that signed the server's certificate, which is for `localhost` alone. */
  readonly ca: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    cluster: Cluster;
  }
}

const howToGetIt = 'install it (apt-get install postgresql openssl), or put its bin folder on the PATH';

const binOf = (program: string): string => {
  const debian = globSync('/usr/lib/postgresql/*/bin').sort((a, b) => versionOf(b) - versionOf(a));
  for (const folder of [...debian, ...(process.env['PATH'] ?? '').split(delimiter)]) {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return join(folder, program);
    } catch {
      // Not here.
    }
  }
  throw new Error(`These tests need ${program}, which is not on this machine: ${howToGetIt}.`);
};

const versionOf = (folder: string): number => Number(/\/(\d+)\/bin$/.exec(folder)?.[1] ?? 0);

/** PostgreSQL refuses to run as root: there it runs as the user that its package made, or as nobody. */
const unprivileged = (): { uid: number; gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = ['postgres', 'nobody'].map((name) => users.find((fields) => fields[0] === name)).find(Boolean);
  if (!user)
    throw new Error(
      'These tests run as root, and there is neither a user postgres nor nobody: run them as another user.',
    );
  return { uid: Number(user[2]), gid: Number(user[3]) };
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port');
  return address.port;
};

const openssl = (folder: string, ...args: readonly string[]): void =>
  void execFileSync(binOf('openssl'), args, { cwd: folder, stdio: 'pipe' });

const makeCertificates = (folder: string): void => {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  openssl(folder, 'req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=test authority');
  openssl(
    folder,
    'req',
    '-x509',
    ...key,
    '-keyout',
    'server.key',
    '-out',
    'server.pem',
    '-subj',
    '/CN=localhost',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-addext',
    'subjectAltName=DNS:localhost',
    '-addext',
    'basicConstraints=critical,CA:FALSE',
  );
  chmodSync(join(folder, 'server.key'), 0o600);
};

const untilReady = async (server: ChildProcess, cluster: Cluster): Promise<void> => {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`);
    const client = new pg.Client({ ...cluster, host: 'localhost', database: 'postgres', ssl: { ca: cluster.ca } });
    client.on('error', () => {});
    try {
      await client.connect();
      return await client.end();
    } catch {
      await setTimeout(50);
    }
  }
  throw new Error('postgres did not accept a connection in 10 s');
};

/** Makes a throw-away cluster in a temporary folder, and gives it to the tests as `cluster`. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const [initdb, postgres] = [binOf('initdb'), binOf('postgres')];
  const owner = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-postgres-'));
  makeCertificates(folder);
  const cluster = {
    port: await freePort(),
    user: 'admin',
    password: randomBytes(12).toString('hex'),
    ca: readFileSync(join(folder, 'ca.pem'), 'utf8'),
  };
  writeFileSync(join(folder, 'password'), cluster.password);
  for (const path of owner ? [folder, ...readdirSync(folder).map((name) => join(folder, name))] : [])
    chownSync(path, owner!.uid, owner!.gid);

  const data = join(folder, 'data');
  execFileSync(
    initdb,
    [
      '-D',
      data,
      '-U',
      cluster.user,
      '--auth=scram-sha-256',
      `--pwfile=${join(folder, 'password')}`,
      '--encoding=UTF8',
      '--no-locale',
      '--no-sync',
    ],
    { ...owner, cwd: folder, stdio: 'pipe' },
  );
  const settings = {
    listen_addresses: 'localhost',
    port: cluster.port,
    unix_socket_directories: '',
    fsync: 'off',
    ssl: 'on',
    ssl_cert_file: join(folder, 'server.pem'),
    ssl_key_file: join(folder, 'server.key'),
  };
  const server = spawn(
    postgres,
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] },
  );

  const stop = async (): Promise<void> => {
    const ended = once(server, 'exit');
    // A fast shutdown: sessions are ended, nothing is waited for.
    if (server.exitCode === null && server.kill('SIGINT')) await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(server, cluster);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('cluster', cluster);
  return stop;
};
