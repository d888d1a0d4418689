import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import mysql from 'mysql2/promise';
import type { TestProject } from 'vitest/node';
import { freePort, makeAuthority, makeCertificate, programOf, unprivileged } from '../throwaway.ts';

/** A server for the tests, and how to reach it. */
export interface MysqlServer {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The certificate authority that signed the server's certificates: `server` for `localhost`, `other` for another host. */
  readonly ca: string;
  /** Where `server.pem` and `server.key` are, and those of `other`. */
  readonly folder: string;
  readonly isMariadb: boolean;
}

declare module 'vitest' {
  interface ProvidedContext {
    mysql: MysqlServer;
  }
}

const howToGetIt = 'install it (apt-get install mariadb-server openssl), or name a mysqld in the variable MYSQLD';
const programOfServer = (): string =>
  process.env['MYSQLD'] ?? programOf(['mariadbd', 'mysqld'], ['/usr/sbin'], howToGetIt);

/** Makes the files of an empty server, whose administrator's password is in `init.sql`. */
const initialize = (program: string, isMariadb: boolean, data: string, owner: object): void => {
  if (!isMariadb) {
    execFileSync(program, ['--no-defaults', '--initialize-insecure', `--datadir=${data}`], { ...owner, stdio: 'pipe' });
    return;
  }
  const install = programOf(['mariadb-install-db', 'mysql_install_db'], ['/usr/bin'], howToGetIt);
  execFileSync(
    install,
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    {
      ...owner,
      stdio: 'pipe',
    },
  );
};

const untilReady = async (process: ChildProcess, server: MysqlServer, errors: string): Promise<void> => {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (process.exitCode !== null)
      throw new Error(`the server ended with ${process.exitCode}: ${readFileSync(errors, 'utf8').slice(-2_000)}`);
    try {
      const connection = await mysql.createConnection(adminOf(server));
      return await connection.end();
    } catch {
      await setTimeout(100);
    }
  }
  throw new Error(`the server did not accept a connection in 60 s: ${readFileSync(errors, 'utf8').slice(-2_000)}`);
};

/** How the administrator connects. */
export const adminOf = ({ port, user, password, ca }: MysqlServer) => ({
  ...{ host: 'localhost', port, user, password, ssl: { ca } },
  ...{ multipleStatements: true, charset: 'utf8mb4' },
});

/** Makes a throw-away server in a temporary folder, and gives it to the tests as `mysql`. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const program = programOfServer();
  const isMariadb = execFileSync(program, ['--no-defaults', '--version'], { encoding: 'utf8' }).includes('MariaDB');
  const user = unprivileged('mysql');
  const owner = user ?? {};
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-mysql-'));
  const openssl = programOf(['openssl'], [], howToGetIt);
  makeAuthority(folder, openssl);
  makeCertificate(folder, openssl, 'server', 'localhost');
  makeCertificate(folder, openssl, 'other', 'other.example');
  const server: MysqlServer = {
    port: await freePort(),
    user: 'admin',
    password: randomBytes(12).toString('hex'),
    ca: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    folder,
    isMariadb,
  };
  const init = join(folder, 'init.sql');
  writeFileSync(
    init,
    `create user admin@'%' identified by '${server.password}';\ngrant all on *.* to admin@'%' with grant option;\n`,
  );
  const data = join(folder, 'data');
  mkdirSync(data);
  for (const path of user ? [folder, ...readdirSync(folder).map((name) => join(folder, name))] : [])
    chownSync(path, user!.uid, user!.gid);

  initialize(program, isMariadb, data, { ...owner, cwd: folder });
  const errors = join(folder, 'errors.log');
  const settings = {
    'bind-address': '127.0.0.1',
    port: server.port,
    datadir: data,
    socket: join(folder, 'socket'),
    'pid-file': join(folder, 'pid'),
    'log-error': errors,
    'init-file': init,
    'ssl-ca': join(folder, 'ca.pem'),
    'ssl-cert': join(folder, 'server.pem'),
    'ssl-key': join(folder, 'server.key'),
    'innodb-flush-log-at-trx-commit': 0,
    'innodb-buffer-pool-size': '256M',
    'secure-file-priv': '',
    ...(isMariadb ? {} : { mysqlx: 0 }),
  };
  const process = spawn(
    program,
    ['--no-defaults', '--skip-log-bin', ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`)],
    { ...owner, cwd: folder, stdio: 'ignore' },
  );
  const stop = async (): Promise<void> => {
    const ended = once(process, 'exit');
    if (process.exitCode === null && process.kill('SIGTERM')) await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(process, server, errors);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('mysql', server);
  return stop;
};
