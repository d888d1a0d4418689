import type { SourceDocument } from '../../config/config.ts';
import { runningConnector } from '../../connectors/running.ts';
import { createGateway } from '../../lambda/gateway.ts';
import { startHttpServer } from '../../lambda/hosts/http-server.ts';
import { localPlatform } from '../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import { clientTo } from '../../test/standins/client-to.ts';
import { reportUsage } from './report-usage.ts';

// The gateway in front of a source whose hosts are all at one stand-in; every caller is let in.
const [directory, text, origin, secret] = process.argv.slice(2);
const document = JSON.parse(text!) as SourceDocument;
const hosts = ['graph.microsoft.com', 'login.microsoftonline.com'];
const platform = localPlatform({
  directory: directory!,
  gateway: document.gateway,
  source: document.name,
  log: jsonLog(() => undefined, Date.now),
});
const gateway = createGateway({
  document,
  connector: runningConnector(document.source)!,
  platform: {
    ...platform,
    secrets: { read: async () => JSON.parse(secret!) as Record<string, string> },
    http: () => clientTo(Object.fromEntries(hosts.map((host) => [host, origin!]))),
    fetch: (input, init) => fetch(String(input).replace('https://', `${origin}/`), init),
  },
  verify: async () => ({ issuer: 'bench', subject: 'bench', profile: 'bearer' }),
});
const { port } = await startHttpServer({
  hostname: '127.0.0.1',
  port: 0,
  handler: (request) => gateway(request, { publicUrl: 'http://127.0.0.1/' }),
});
reportUsage(`http://127.0.0.1:${port}`);
