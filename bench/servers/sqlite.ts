import type { SourceDocument } from '../../config/config.ts';
import { connectorNamed } from '../../connectors/index.ts';
import { createGateway } from '../../lambda/gateway.ts';
import { startHttpServer } from '../../lambda/hosts/http-server.ts';
import { localPlatform } from '../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import { reportUsage } from './report-usage.ts';

// The gateway in front of a source of a configuration, its connector and mapping included; every caller is let in.
const [directory, text] = process.argv.slice(2);
const document = JSON.parse(text!) as SourceDocument;
const platform = localPlatform({
  directory: directory!,
  gateway: document.gateway,
  source: document.name,
  log: jsonLog(() => undefined, Date.now),
});
const gateway = createGateway({
  document,
  connector: connectorNamed(document.source.connector)!,
  platform,
  verify: async () => ({ issuer: 'bench', subject: 'bench', profile: 'bearer' }),
});
const { port } = await startHttpServer({
  hostname: '127.0.0.1',
  port: 0,
  handler: (request) => gateway(request, { publicUrl: 'http://127.0.0.1/' }),
});
reportUsage(`http://127.0.0.1:${port}`);
