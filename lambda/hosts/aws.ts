import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { Context } from 'aws-lambda';
import type { SourceDocument } from '../../config/config.ts';
import { connectorNamed } from '../../connectors/index.ts';
import { callersFor } from '../callers/callers-for.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import { awsPlatform } from '../platform/aws/aws-platform.ts';
import { eventPrincipal, eventRequest, eventUrl, type FunctionUrlEvent } from './aws-event.ts';

/**
 * A streamed answer of Lambda is cut at 200 MB
 * (docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html).
 */
const largestAnswer = 200 * 1024 * 1024;

type ResponseStream = Writable & { setContentType(type: string): void };

/** What Lambda's Node runtime puts into the global scope for streamed answers. */
declare const awslambda: {
  streamifyResponse<Event>(
    handler: (event: Event, stream: ResponseStream, context: Context) => Promise<void>,
  ): (event: Event, context: Context) => Promise<void>;
  readonly HttpResponseStream: {
    from(stream: ResponseStream, prelude: { statusCode: number; headers: Record<string, string> }): ResponseStream;
  };
};

const environment = process.env;
const directory = import.meta.dirname;

const gatewayOfFunction = (): Gateway => {
  const document = JSON.parse(readFileSync(join(directory, 'source.json'), 'utf8')) as SourceDocument;
  const connector = connectorNamed(document.source.connector);
  if (!connector) throw new Error(`this bundle has no connector ${document.source.connector}`);
  const platform = awsPlatform({ directory, secretArn: environment.SALLYPORT_SECRET_ARN });
  const verify = callersFor(document.vendor, document.source.claims, {
    fetch: platform.fetch,
    now: platform.now,
    vendorRoleArn: environment.SALLYPORT_VENDOR_ROLE_ARN,
  });
  return createGateway({ document, connector, platform, verify });
};

const gateway = gatewayOfFunction();

/** The entry of one source's Lambda function, behind a function URL with response streaming. */
export const handler = awslambda.streamifyResponse<FunctionUrlEvent>(async (event, stream, context) => {
  const response = await gateway(eventRequest(event), {
    publicUrl: environment.SALLYPORT_PUBLIC_URL ?? eventUrl(event),
    principal: eventPrincipal(event),
    limits: { milliseconds: context.getRemainingTimeInMillis(), bytes: largestAnswer },
  });
  const prelude = { statusCode: response.status, headers: Object.fromEntries(response.headers) };
  const answer = awslambda.HttpResponseStream.from(stream, prelude);
  if (!response.body) return void answer.end('');
  // A caller that goes away destroys the answer; the pipeline then cancels the body, and that ends the source. It is not an
  // error of the function: a body tells its own errors in its last frame and never fails.
  await pipeline(Readable.fromWeb(response.body as NodeReadableStream), answer).catch(() => undefined);
});
