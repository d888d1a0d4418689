import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { documents } from '../shapes/documents.ts';
import { reportUsage } from './report-usage.ts';

// A source: answers every request with the next of its pages of 6 KB. `/lines` is one long answer of NDJSON.
const pages = documents(500);
const lines = Buffer.concat(pages.slice(0, 10).map((page) => Buffer.concat([page, Buffer.from('\n')])));
const lineBytes = 500 * 1024 * 1024;
let next = 0;

const server = createServer((request, response) => {
  if (request.url?.endsWith('/lines')) {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    let sent = 0;
    const send = () => {
      while (sent < lineBytes) {
        sent += lines.length;
        if (!response.write(lines)) return;
      }
      response.end();
    };
    response.on('drain', send);
    send();
    return;
  }
  const page = pages[next++ % pages.length]!;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': page.length });
  response.end(page);
});
server.listen(0, '127.0.0.1', () => reportUsage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
