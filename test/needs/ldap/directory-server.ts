import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { freePort, makeAuthority, makeCertificate, programOf } from '../throwaway.ts';
import { activeDirectoryEntries, openEntries, slapdConfiguration, writtenEntries } from './directory-entries.ts';
import { largeDirectory } from './large-directory.ts';

/** A slapd for the tests, and how to reach it. Its certificate is for `localhost` alone. */
export interface DirectoryServer {
  /** Without TLS, or with StartTLS. */
  readonly port: number;
  /** With TLS from the first byte. */
  readonly tlsPort: number;
  /** Certificates and keys: `ca.pem`, and `client.pem` and `client.key` of who may bind as cn=client. */
  readonly folder: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    directoryServer: DirectoryServer;
  }
}

const howToGetIt = 'install it (apt-get install slapd ldap-utils openssl), or put its folder on the PATH';
const folders = ['/usr/sbin', '/usr/lib/openldap', '/usr/libexec/openldap', '/usr/local/libexec'];

const untilReady = async (server: ChildProcess, port: number): Promise<void> => {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (server.exitCode !== null) throw new Error(`slapd ended with ${server.exitCode}`);
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await setTimeout(50);
    } finally {
      socket.destroy();
    }
  }
  throw new Error('slapd did not accept a connection in 10 s');
};

/** Makes a throw-away directory in a temporary folder, and gives it to the tests as `directoryServer`. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const slapd = programOf(['slapd'], folders, howToGetIt);
  const slapadd = programOf(['slapadd'], folders, howToGetIt);
  const openssl = programOf(['openssl'], [], howToGetIt);
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-ldap-'));
  const [port, tlsPort] = [await freePort(), await freePort()];
  makeAuthority(folder, openssl);
  makeCertificate(folder, openssl, 'server', 'localhost');
  makeCertificate(folder, openssl, 'client', 'client');
  const configuration = join(folder, 'slapd.conf');
  for (const name of ['open', 'corp', 'large', 'written']) mkdirSync(join(folder, name));
  writeFileSync(configuration, slapdConfiguration(folder));
  const load = (suffix: string, ldif: string) => {
    const file = join(folder, 'entries.ldif');
    writeFileSync(file, ldif);
    execFileSync(slapadd, ['-q', '-f', configuration, '-b', suffix, '-l', file], { stdio: 'pipe' });
  };
  load('dc=corp,dc=example', activeDirectoryEntries());
  load('dc=large,dc=example', largeDirectory());
  load('dc=written,dc=example', writtenEntries());
  load('dc=open,dc=example', openEntries());

  const urls = `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${tlsPort}`;
  // In the foreground (-d), and silent.
  const server = spawn(slapd, ['-d', '0', '-f', configuration, '-h', urls], { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    const ended = once(server, 'exit');
    if (server.exitCode === null && server.kill('SIGTERM')) await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(server, port);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('directoryServer', { port, tlsPort, folder });
  return stop;
};

/** A file of the server's folder. */
export const textOf = ({ folder }: DirectoryServer, file: string): string => readFileSync(join(folder, file), 'utf8');
