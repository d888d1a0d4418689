import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { RuntimeApi } from './runtime-api.ts';

/** Whom IAM let in, as far as an event tells. */
export interface IamCaller {
  readonly accountId: string;
  readonly userArn: string;
}

export interface FunctionUrlOptions {
  /** The function URL of the deployment: its domain is in every event. */
  readonly url: string;
  readonly api: RuntimeApi;
  /** The function's time limit. */
  readonly milliseconds: number;
  /** In the platform profile. */
  readonly caller?: IamCaller | undefined;
}

/** A function URL on loopback. */
export interface FunctionUrl {
  readonly url: string;
  stop(): void;
}

/**
 * Turns requests into events (payload format 2.0) and streams the answers back, as a function URL does
 * (docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html).
 */
export const startFunctionUrl = async (options: FunctionUrlOptions): Promise<FunctionUrl> => {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: Error) => {
      // A caller may go away. Of anything else it learns nothing, as with Lambda.
      if (response.destroyed) return;
      process.stderr.write(`${error.message}\n`);
      if (response.headersSent) return response.destroy();
      response.writeHead(502).end('Internal Server Error');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

const answer = async (
  options: FunctionUrlOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const event = eventOf(options, request, await buffer(request));
  const { statusCode, headers, body } = await options.api.invoke(event, options.milliseconds);
  response.writeHead(statusCode, headers);
  await pipeline(body, response);
};

const eventOf = ({ url, caller }: FunctionUrlOptions, request: IncomingMessage, body: Buffer): object => {
  const { host: domainName } = new URL(url);
  const { pathname, search } = new URL(request.url ?? '/', url);
  const headers = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(',')]),
  );
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { ...headers, host: domainName, 'x-forwarded-proto': 'https' },
    requestContext: {
      accountId: caller?.accountId ?? 'anonymous',
      apiId: domainName.split('.')[0],
      ...(caller && { authorizer: { iam: { ...caller, accessKey: 'ASIA', callerId: 'AROA', userId: 'AROA' } } }),
      domainName,
      domainPrefix: domainName.split('.')[0],
      http: { method: request.method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      timeEpoch: Date.now(),
    },
    ...(body.length > 0 && { body: body.toString('base64') }),
    isBase64Encoded: body.length > 0,
  };
};
