import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Api } from '../../config/shapes/api.ts';
import type { Shape } from '../../config/shapes/shape.ts';
import type { Connector } from '../../connectors/connector.ts';
import { createGateway } from '../../lambda/gateway.ts';
import { startHttpServer } from '../../lambda/hosts/http-server.ts';
import { localPlatform } from '../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import { keepAll } from '../shapes/documents.ts';
import { reportUsage } from './report-usage.ts';

// The gateway whole, its log line for each request included, but for the check of callers.
const [source, directory] = process.argv.slice(2) as [string, string];
const endpoint = (path: string, answer: Shape): Api['endpoints'][number] => ({
  name: `GET ${path}`,
  method: 'GET',
  path,
  variables: {},
  query: { page: { type: 'integer' } },
  requestHeaders: [],
  answers: { '2XX': answer },
  responseHeaders: [],
});
const api: Api = {
  server: source,
  hosts: [],
  privateAddresses: ['127.0.0.0/8'],
  endpoints: [
    endpoint('/people', keepAll),
    endpoint('/lines', keepAll),
    endpoint('/array', { type: 'array', items: keepAll }),
  ],
  $defs: {},
  limits: { connectSeconds: 5, firstByteSeconds: 30, wholeSeconds: 600, concurrency: 64, attempts: 3 },
};
const connector: Connector = {
  name: 'pages',
  title: 'Pages',
  modes: ['proxy'],
  options: z.object({}),
  requires: () => ({ hosts: [], files: [], objects: [], secret: [] }),
  authentication: () => ({
    schemes: { key: { kind: 'bearer', prefix: '' } },
    alternatives: [['key']],
    privateAddresses: [],
  }),
  proxy: () => api,
};
const secrets = join(directory, '.sallyport', 'secrets');
mkdirSync(secrets, { recursive: true, mode: 0o700 });
writeFileSync(join(secrets, 'pages.json'), '{"token":"of-the-gate"}', { mode: 0o600 });

const gateway = createGateway({
  document: {
    gateway: 'bench',
    vendor: { name: 'vendor', profile: 'bearer', identity: {} },
    name: 'pages',
    source: { connector: 'pages', serve: ['proxy'], claims: {}, closed: [], options: {} },
  },
  connector,
  platform: localPlatform({
    directory,
    gateway: 'bench',
    source: 'pages',
    log: jsonLog(() => undefined, Date.now),
  }),
  verify: async () => ({ issuer: 'bench', subject: 'bench', profile: 'bearer' }),
});
const { port } = await startHttpServer({
  hostname: '127.0.0.1',
  port: 0,
  handler: (request, target) => gateway(request, { target, publicUrl: 'http://127.0.0.1/' }),
});
reportUsage(`http://127.0.0.1:${port}`);
