import { createServer, type IncomingHttpHeaders, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { startEntra } from '../../test/standins/entra/start-entra.ts';
import { startGraph } from '../../test/standins/graph/start-graph.ts';
import { reportUsage } from './report-usage.ts';

// Microsoft Graph and Entra of a tenant with many users. A page takes so many milliseconds, as it does far away; the first time it is asked for, as long
// as it takes to make it.
const [tenant = '', clientId = '', secret = '', people, milliseconds] = process.argv.slice(2);
const now = Date.now;
const entra = await startEntra({
  tenant,
  applications: { [clientId]: { secret } },
  resources: ['https://graph.microsoft.com'],
  now,
});
const graph = await startGraph({ entra, permissions: ['User.Read.All'], tenant: { people: Number(people) }, now });

/** Pages as they were answered the first time: what is measured is not how fast a stand-in makes them. */
const pages = new Map<string, { readonly headers: IncomingHttpHeaders; readonly body: Buffer }>();

const isLetIn = ({ authorization = '' }: IncomingHttpHeaders): boolean =>
  entra.tokens.has(authorization.replace('Bearer ', ''));

const server = createServer((incoming, answer) => {
  const { url = '', method, headers } = incoming;
  const isPage = url.startsWith('/graph.microsoft.com/');
  const known = isLetIn(headers) ? pages.get(url) : undefined;
  if (known) {
    setTimeout(() => answer.writeHead(200, known.headers).end(known.body), Number(milliseconds));
    return;
  }
  const forwarded = send(`${(isPage ? graph : entra).origin}${url}`, { method: method!, headers }, async (from) => {
    const body = await buffer(from);
    if (isPage && from.statusCode === 200) pages.set(url, { headers: from.headers, body });
    answer.writeHead(from.statusCode!, from.headers).end(body);
  });
  incoming.pipe(forwarded);
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
reportUsage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
