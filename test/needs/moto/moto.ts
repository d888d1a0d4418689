import { spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { demand } from './demand.ts';

export const account = '123456789012';
export const region = 'eu-west-1';

/** An AWS account on this machine. */
export interface Moto {
  /** What makes AWS clients, and the CDK command line, call moto. */
  readonly environment: Readonly<Record<string, string>>;
  /** Calls an API of moto's. Rejects on any answer but a good one. */
  call(service: string, path: string, request?: RequestInit): Promise<Response>;
  /** The end of what the server wrote: its exceptions. */
  log(): string;
  stop(): void;
}

/** Starts moto server with the types of CloudFormation that it lacks (python/), on a free port. */
export const startMoto = async (): Promise<Moto> => {
  demand('moto_server', "pip install 'moto[server]==5.2.1'");
  const port = await freePort();
  const server = spawn('moto_server', ['-p', String(port)], {
    env: { ...process.env, PYTHONPATH: join(import.meta.dirname, 'python'), PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (text) => {
    said += text;
  });
  const endpoint = `http://127.0.0.1:${port}`;
  for (let tries = 0; !(await isUp(endpoint)); tries++) {
    if (tries > 300 || server.exitCode !== null) throw new Error(`moto_server does not start:\n${said}`);
    await setTimeout(100);
  }
  if (said.includes('Error in sitecustomize')) throw new Error(`moto_server can not load its types:\n${said}`);
  return {
    environment: {
      // moto takes the bucket of a template from the path of its URL only if the host is localhost; names below localhost, which
      // buckets would be, do not resolve everywhere.
      AWS_ENDPOINT_URL: `http://localhost:${port}`,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_REGION: region,
    },
    call: async (service, path, request = {}) => {
      const scope = `Credential=testing/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`;
      const headers = { ...request.headers, authorization: `AWS4-HMAC-SHA256 ${scope}` };
      const response = await fetch(`${endpoint}${path}`, { ...request, headers });
      if (!response.ok) {
        throw new Error(`moto answers ${response.status} to ${service} ${path}: ${await response.text()}`);
      }
      return response;
    },
    log: () => said.slice(-3_000),
    stop: () => server.kill(),
  };
};

const isUp = (endpoint: string): Promise<boolean> =>
  fetch(`${endpoint}/moto-api/`).then(
    (response) => response.ok,
    () => false,
  );

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
