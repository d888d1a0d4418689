import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { Readable } from 'node:stream';
import { cloudAuthority } from './listen-tls.ts';

const authority = readFileSync(cloudAuthority);

/**
 * A `fetch` that meets one stand-in where everybody else meets the real hosts: the request is for the real name, over TLS, and goes to a
 * port of loopback.
 */
export const fetchAt =
  (port: number): typeof globalThis.fetch =>
  async (input, init) => {
    const asked = new Request(input, init);
    const headers = { ...Object.fromEntries(asked.headers), host: new URL(asked.url).host };
    const options = { method: asked.method, headers, ca: authority, signal: asked.signal };
    // A lookup that knows one address; the port of the URL is the stand-in's.
    const url = new URL(asked.url);
    url.port = String(port);
    const outgoing = request(url, {
      ...options,
      lookup: (_, { all }, found) =>
        all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4),
    });
    outgoing.end(Buffer.from(await asked.arrayBuffer()));
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    const pairs = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const isEmpty = incoming.statusCode === 204 || incoming.statusCode === 304;
    const body = isEmpty ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>);
    return new Response(body, { status: incoming.statusCode!, headers: pairs });
  };
