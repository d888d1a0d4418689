import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reportUsage } from './report-usage.ts';

// The least that a proxy can be in Node: it looks at nothing and pipes everything, over connections that are kept open.
const source = new URL(process.argv[2]!);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const server = createServer((request, response) => {
  const { method, url, headers } = request;
  const asked = httpRequest(
    { host: source.hostname, port: source.port, path: url, method, headers, agent },
    (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    },
  );
  asked.on('error', () => response.destroy());
  request.pipe(asked);
});
server.listen(0, '127.0.0.1', () => reportUsage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
