import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startEntra } from '../../test/standins/entra/start-entra.ts';
import { startGraph } from '../../test/standins/graph/start-graph.ts';
import { reportUsage } from './report-usage.ts';

// Microsoft Graph and Entra of a tenant with many users. A page takes so many milliseconds at least, as it does far away.
const [tenant = '', clientId = '', secret = '', people, milliseconds] = process.argv.slice(2);
const now = Date.now;
const entra = await startEntra({
  tenant,
  applications: { [clientId]: { secret } },
  resources: ['https://graph.microsoft.com'],
  now,
});
const graph = await startGraph({ entra, permissions: ['User.Read.All'], tenant: { people: Number(people) }, now });

const server = createServer((incoming, answer) => {
  const { url = '', method, headers } = incoming;
  const isPage = url.startsWith('/graph.microsoft.com/');
  const began = performance.now();
  const forwarded = send(`${(isPage ? graph : entra).origin}${url}`, { method: method!, headers }, (from) => {
    const wait = isPage ? Math.max(0, Number(milliseconds) - (performance.now() - began)) : 0;
    setTimeout(() => {
      answer.writeHead(from.statusCode!, from.headers);
      from.pipe(answer);
    }, wait);
  });
  incoming.pipe(forwarded);
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
reportUsage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
