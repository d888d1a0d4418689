import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import type { SourceDocument } from '../config/config.ts';
import { bundleHandler, writeHandler } from '../stacks/bundle.ts';
import { signToken } from '../vendor/sign-token.ts';
import { handlerBytes } from './handler-bytes.ts';
import { atMost, beside, type Measurement, median, repeat } from './measurement.ts';

const runs = 9;
const issuer = 'https://issuer.example/';
const publicUrl = 'https://bench.example/';

const document: SourceDocument = {
  gateway: 'bench',
  vendor: {
    name: 'vendor',
    profile: 'bearer',
    identity: { jwt: { issuer, audience: 'gateway', claims: {}, urlClaim: 'gateway_url' } },
  },
  name: 'people',
  source: { connector: 'sql', serve: ['import'], claims: {}, closed: [], options: {} },
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
};

/** Asks until somebody listens, and resolves with the first byte of the answer. */
const firstByteOf = async (port: number, authorization: string): Promise<number> => {
  const headers = { 'content-type': 'application/json', authorization };
  const path = '/elimity.insights.customgateway.v1alpha2.Service/Meta';
  for (;;) {
    const outgoing = request({ port, host: '127.0.0.1', path, method: 'POST', headers, agent: false }).end('{}');
    try {
      const [answer] = await once(outgoing, 'response');
      if (answer.statusCode !== 200) throw new Error(`Meta answered ${answer.statusCode}`);
      await once(answer, 'data');
      return Date.now();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw error;
      await sleep(1);
    }
  }
};

/** The size of the handler for containers, and how soon a new process answers with it, its package being there. */
export async function* serverStart(): AsyncGenerator<Measurement> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-bench-'));
  try {
    writeHandler(bundleHandler('server'), directory);
    await writeFile(join(directory, 'source.json'), JSON.stringify(document));
    const knownIssuer = join(directory, 'known-issuer.mjs');
    await build({ entryPoints: [join(import.meta.dirname, 'servers', 'known-issuer.ts')], outfile: knownIssuer });
    const { started, all } = await handlerBytes(directory);
    yield atMost('bundle.server', all / 1e6, 'MB', 3);
    yield beside('bundle.server.with-which-it-listens', started / 1e6, 'MB');

    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const key = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    const claims = { gateway_url: publicUrl };
    const token = await signToken({ key, keyId: 'k1', issuer, audience: 'gateway', claims, now: Date.now });
    const jwk = JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'EdDSA' });
    const start = (host: string) => async (): Promise<number> => {
      const port = await freePort();
      const settings = { SALLYPORT_HOST: host, SALLYPORT_PUBLIC_URL: publicUrl, PORT: String(port), BENCH_JWK: jwk };
      const program = ['--import', knownIssuer, join(directory, 'gateway.mjs')];
      const began = Date.now();
      const child = spawn(process.execPath, ['--max-semi-space-size=8', '--expose-gc', ...program], {
        env: { ...process.env, ...settings },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const ended = once(child, 'exit');
      const first = await firstByteOf(port, `Bearer ${token}`);
      child.kill('SIGTERM');
      await ended;
      return first - began;
    };
    for (const host of ['gcp', 'azure'])
      yield atMost(`start.first-byte-of-meta.${host}`, median(await repeat(runs, start(host))), 'ms', 300);
  } finally {
    await rm(directory, { recursive: true });
  }
}
