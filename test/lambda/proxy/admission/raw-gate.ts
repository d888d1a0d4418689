import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { startHttpServer } from '../../../../lambda/hosts/http-server.ts';
import { problemResponse } from '../../../../lambda/problem.ts';
import type { Admitted } from '../../../../lambda/proxy/admission/admitted.ts';
import { ProxyRefused } from '../../../../lambda/proxy/admission/proxy-refused.ts';
import type { ProxyCall } from '../../../../lambda/proxy/proxy-call.ts';
import { helpDeskAdmission, pseudonyms } from './help-desk-api.ts';

/** What the source was asked. */
export interface SourceRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A request as it goes over the wire: nothing makes it regular. */
export interface RawRequest {
  readonly method?: string;
  readonly target?: string;
  /** Whole lines. */
  readonly headers?: readonly string[];
  readonly host?: string;
  readonly body?: string;
}

/** An answer of the gate. */
export interface RawAnswer {
  readonly status: number;
  readonly code: string | undefined;
  readonly detail: string;
  readonly text: string;
}

/** The gate behind a real server, and a source behind it that records what it was asked. */
export interface RawGate {
  readonly asked: SourceRequest[];
  send(request: RawRequest): Promise<RawAnswer>;
  stop(): Promise<void>;
}

/** Starts both on loopback. */
export const startRawGate = async (): Promise<RawGate> => {
  const asked: SourceRequest[] = [];
  const source = createServer(async (incoming, outgoing) => {
    const body = await text(incoming).catch(() => 'broken off');
    asked.push({ method: incoming.method!, target: incoming.url!, headers: incoming.headers, body });
    outgoing.end('{}');
  });
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
  const admit = await helpDeskAdmission(`http://127.0.0.1:${(source.address() as AddressInfo).port}/api`);

  const handler = async (request: Request, target: string): Promise<Response> => {
    try {
      const admitted = await admit({ request, target } as ProxyCall, pseudonyms);
      return new Response((await callSource(admitted)).toString());
    } catch (thrown) {
      if (!(thrown instanceof ProxyRefused)) return new Response(String(thrown), { status: 500 });
      const { status, code, sentence } = thrown;
      return problemResponse({ status, code, detail: sentence, reference: 'ref' });
    }
  };
  const server = await startHttpServer({ hostname: '127.0.0.1', port: 0, handler });
  const stop = async () => {
    await server.stop(0);
    source.closeAllConnections();
    await new Promise((resolve) => source.close(resolve));
  };
  return { asked, stop, send: (request) => sendRaw(server.port, request) };
};

const callSource = async ({ method, url, headers, body }: Admitted): Promise<Buffer> => {
  const outgoing = httpRequest(url, { method, headers });
  const answered = new Promise<Buffer>((resolve, reject) => {
    outgoing.once('error', reject).once('response', (answer) => resolve(buffer(answer)));
  });
  answered.catch(() => undefined);
  if (body instanceof Uint8Array || body === undefined) outgoing.end(body);
  else await pipeline(body as Readable, outgoing);
  return answered;
};

const sendRaw = (port: number, request: RawRequest): Promise<RawAnswer> => {
  const { method = 'GET', target = '/tickets/42', headers = [], host = 'Host: gate.example', body = '' } = request;
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('close', () => resolve(readAnswer(received)));
    socket.on('error', reject);
    const lines = [`${method} ${target} HTTP/1.1`, host, 'Connection: close', ...headers, '', body];
    socket.write(lines.join('\r\n'), 'latin1');
  });
};

const readAnswer = (received: string): RawAnswer => {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1]);
  const code = /"code":"([^"]*)"/.exec(received)?.[1];
  const detail = /"detail":("(?:[^"\\]|\\.)*")/.exec(received)?.[1];
  return { status, code, detail: detail ? (JSON.parse(detail) as string) : '', text: received };
};
