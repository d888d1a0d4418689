import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { documents } from '../shapes/documents.ts';
import { reportUsage } from './report-usage.ts';

// A source: answers every request with the next of its pages of 6 KB. `/lines` and `/array` are long answers: NDJSON, and one array.
const pages = documents(500);
const joined = (separator: string) =>
  Buffer.from(
    pages
      .slice(0, 10)
      .map((page) => page + separator)
      .join(''),
  );
const longBytes = 500 * 1024 * 1024;
let next = 0;

const sendLong = (response: ServerResponse, type: string, before: string, part: Buffer, after: string): void => {
  response.writeHead(200, { 'content-type': type });
  response.write(before || part);
  let sent = 0;
  const send = () => {
    while (sent < longBytes) {
      sent += part.length;
      if (!response.write(part)) return;
    }
    response.off('drain', send).end(after);
  };
  response.on('drain', send);
  send();
};

const server = createServer((request, response) => {
  if (request.url?.endsWith('/lines')) return sendLong(response, 'application/x-ndjson', '', joined('\n'), '');
  if (request.url?.endsWith('/array')) return sendLong(response, 'application/json', '[', joined(','), '{}]');
  const page = pages[next++ % pages.length]!;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': page.length });
  response.end(page);
});
server.listen(0, '127.0.0.1', () => reportUsage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
