import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { nodeHttpClient } from '../../../lambda/platform/node-http-client.ts';

const another = 'GET /another HTTP/1.1\r\nhost: source.example\r\n\r\n';

test.each(['DELETE', 'OPTIONS', 'PATCH', 'POST', 'PUT'])(
  'the streamed body of a %s is its body, and no further request',
  async (method) => {
    const seen: string[] = [];
    const server = createServer(async (request, response) => {
      seen.push(`${request.method} ${request.url} ${await text(request)}`);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close().closeAllConnections());
    const http = nodeHttpClient({ privateAddresses: ['127.0.0.1/32'], now: Date.now });
    const { body } = await http({
      method,
      url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/one`),
      headers: {},
      body: Readable.from([Buffer.from(another)]),
      signal: AbortSignal.timeout(5_000),
      connectMilliseconds: 2_000,
      firstByteMilliseconds: 2_000,
    });
    await text(body);
    expect(seen).toStrictEqual([`${method} /one ${another}`]);
  },
);
