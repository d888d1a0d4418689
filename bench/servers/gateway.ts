import * as z from 'zod';
import type { Connector } from '../../connectors/connector.ts';
import { createGateway } from '../../lambda/gateway.ts';
import { startHttpServer } from '../../lambda/hosts/http-server.ts';
import { localPlatform } from '../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import { generatedPeople } from './generated-people.ts';
import { reportUsage } from './report-usage.ts';

// The gateway whole, but for the check of callers, in front of a source in memory.
const count = Number(process.argv[2]);
const connector: Connector = {
  name: 'memory',
  title: 'Memory',
  modes: ['import'],
  options: z.object({}),
  requires: () => ({ hosts: [], files: [], objects: [], secret: [] }),
  import: () => generatedPeople(count),
};
const gateway = createGateway({
  document: {
    gateway: 'bench',
    vendor: { name: 'vendor', profile: 'bearer', identity: {} },
    name: 'people',
    source: { connector: 'memory', serve: ['import'], claims: {}, closed: [], options: {} },
  },
  connector,
  platform: localPlatform({
    directory: process.cwd(),
    gateway: 'bench',
    source: 'people',
    log: jsonLog(() => undefined, Date.now),
  }),
  verify: async () => ({ issuer: 'bench', subject: 'bench', profile: 'bearer' }),
});
const { port } = await startHttpServer({
  hostname: '127.0.0.1',
  port: 0,
  handler: (request) => gateway(request, { publicUrl: 'http://127.0.0.1/' }),
});
reportUsage(`http://127.0.0.1:${port}`);
