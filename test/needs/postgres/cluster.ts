import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { freePort, makeAuthority, makeCertificate, programOf, unprivileged } from '../throwaway.ts';

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

const folders = (): readonly string[] =>
  globSync('/usr/lib/postgresql/*/bin').sort((a, b) => versionOf(b) - versionOf(a));

const binOf = (program: string): string => programOf([program], folders(), howToGetIt);

const versionOf = (folder: string): number => Number(/\/(\d+)\/bin$/.exec(folder)?.[1] ?? 0);

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
  const owner = unprivileged('postgres');
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-postgres-'));
  makeAuthority(folder, binOf('openssl'));
  makeCertificate(folder, binOf('openssl'), 'server', 'localhost');
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
