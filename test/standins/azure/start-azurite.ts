import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fetchAt } from '../fetch-at.ts';
import { cloudCertificate } from '../listen-tls.ts';

/** The storage account that Azurite plays. */
export const azuriteAccount = 'acmegateway';

/** Microsoft's own emulator of one of Azure's storage services, over TLS on loopback, with nothing in it. */
export interface Azurite {
  readonly port: number;
  /** A `fetch` for `https://<account>.<service>.core.windows.net`. */
  readonly fetch: typeof globalThis.fetch;
  /** Makes a container or a queue. @returns its URL */
  make(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** Where the programs of Azurite are. */
const folder = join(dirname(createRequire(import.meta.url).resolve('azurite/package.json')), 'dist/src');

/** What Azurite asks of a token: issuer, audience and times; a signature it can not check. */
export const azuriteToken = (audience = 'https://storage.azure.com'): string => {
  const seconds = Math.floor(Date.now() / 1_000);
  // Clocks of tests may be ahead.
  const times = { nbf: seconds - 3_600, iat: seconds - 3_600, exp: seconds + 3_600 };
  const tid = '00000000-0000-4000-8000-000000000002';
  const oid = '00000000-0000-4000-8000-000000000003';
  const claims = { iss: `https://sts.windows.net/${tid}/`, aud: audience, tid, oid, ...times };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.CANARY`;
};

/**
 * Starts one service of Azurite, which lets in whoever has a token, and no key.
 *
 * @param account the storage account that it plays
 * @example const azurite = await startAzurite('blob'); const container = await azurite.make('state-people');
 */
export const startAzurite = async (service: 'blob' | 'queue', account = azuriteAccount): Promise<Azurite> => {
  const { certificate, key } = cloudCertificate;
  const options = [`--${service}Port`, '0', '--oauth', 'basic', '--cert', certificate, '--key', key];
  const always = ['--inMemoryPersistence', '--disableTelemetry', '--silent'];
  const child = spawn(process.execPath, [join(folder, service, 'main.js'), ...options, ...always], {
    env: { ...process.env, AZURITE_ACCOUNTS: `${account}:${Buffer.from('no one knows').toString('base64')}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await portOf(child.stdout);
  const origin = `https://${account}.${service}.core.windows.net`;
  const fetch = fetchAt(port);
  return {
    port,
    fetch,
    async make(name) {
      const headers = { authorization: `Bearer ${azuriteToken()}`, 'x-ms-version': '2024-11-04' };
      const query = service === 'blob' ? '?restype=container' : '';
      const { status } = await fetch(`${origin}/${name}${query}`, { method: 'PUT', headers });
      if (status !== 201) throw new Error(`Azurite does not make ${name}: ${status}`);
      return `${origin}/${name}`;
    },
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
};

const portOf = async (output: NodeJS.ReadableStream): Promise<number> => {
  for await (const line of createInterface({ input: output })) {
    const [, port] = /successfully listens on https:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (port !== undefined) return Number(port);
  }
  throw new Error('Azurite does not start');
};
