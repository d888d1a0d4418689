import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { Context } from 'aws-lambda';
import { runningConnector } from '../../connectors/running.ts';
import { callersFor } from '../callers/callers-for.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import type { RunJob } from '../jobs/run-job.ts';
import type { SourceReport } from '../jobs/source-report.ts';
import { openSource } from '../open-source.ts';
import { awsPlatform } from '../platform/aws/aws-platform.ts';
import type { Platform } from '../platform/platform.ts';
import { newReference } from '../platform/reference.ts';
import { problemResponse } from '../problem.ts';
import type { OpenTelemetry, Telemetry } from '../telemetry/telemetry.ts';
import { eventPrincipal, eventRequest, eventTarget, eventUrl, type FunctionUrlEvent } from './aws-event.ts';
import { hasRelayDocument } from './relay-document.ts';
import { reportJob } from './report-job.ts';
import { readSourceDocument } from './source-document.ts';
import { hasSyncDocument } from './sync-document.ts';

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

interface FunctionSource {
  readonly gateway: Gateway;
  readonly runJob: RunJob;
  /** Tries everything that the source needs. */
  report(signal: AbortSignal): Promise<SourceReport>;
  /** Sends what telemetry has, if there is any, and waits for it so long at most. */
  flush(milliseconds: number): Promise<void>;
  /** How long before Lambda ends it a job must end, in milliseconds: it has to say what came of it. */
  readonly jobMargin: number;
}

const functionPlatform = (): Platform =>
  awsPlatform({
    directory,
    secretArn: environment.SALLYPORT_SECRET_ARN,
    keySecretArn: environment.SALLYPORT_KEY_SECRET_ARN,
    stateBucket: environment.SALLYPORT_STATE_BUCKET,
    deadLetterQueue: environment.SALLYPORT_DEAD_LETTERS,
    relay: environment.SALLYPORT_RELAY,
  });

/** What serves agents and registrars is loaded in its own function alone. */
const openFunctionRelay = async (): Promise<FunctionSource> => {
  const { openRelayGateway } = await import('./relay-gateway.ts');
  const { gateway, noJob, flush } = await openRelayGateway({ directory, platform: functionPlatform(), telemetryOf });
  return { gateway, runJob: noJob, report: noJob, flush, jobMargin: 0 };
};

/** So is what keeps users true. A run that is cut off saves what it did, and wakes itself up. */
const openFunctionSync = async (): Promise<FunctionSource> => {
  const { openFunctionSync: open } = await import('./function-sync.ts');
  return { ...(await open({ directory, platform: functionPlatform(), environment, telemetryOf })), jobMargin: 30_000 };
};

const openFunctionSource = (): FunctionSource | Promise<FunctionSource> => {
  const document = readSourceDocument(directory);
  const connector = runningConnector(document.source);
  if (!connector) throw new Error(`this handler has no connector ${document.source.connector}: deploy it again`);
  const plain = functionPlatform();
  const open = (telemetry?: Telemetry): FunctionSource => {
    const platform = telemetry?.platform ?? plain;
    const verify = callersFor(document.vendor, document.source.claims, {
      fetch: platform.fetch,
      now: platform.now,
      vendorRoleArn: environment.SALLYPORT_VENDOR_ROLE_ARN,
    });
    const opened = openSource({ document, connector, platform });
    const gateway = createGateway({ document, connector, platform, verify, opened });
    const runJob: RunJob = async (job, trigger) => {
      // Calls never need it, and start sooner without.
      const { sourceJobs } = await import('../jobs/source-jobs.ts');
      return sourceJobs({ document, source: opened, platform })(job, trigger);
    };
    return {
      gateway: telemetry?.gateway(gateway) ?? gateway,
      runJob: telemetry?.jobs(runJob) ?? runJob,
      report: async (signal) => {
        const { reportFromHere } = await import('../jobs/report-from-here.ts');
        return reportFromHere({ document, source: opened, platform, signal });
      },
      flush: telemetry?.flush ?? (async () => undefined),
      jobMargin: 10_000,
    };
  };
  const audit = { gateway: document.gateway, source: document.name };
  return document.telemetry ? telemetryOf(document.telemetry, audit, plain).then(open) : open();
};

const telemetryOf: OpenTelemetry = async (telemetry, audit, platform) => {
  const { otlpTelemetry } = await import('../telemetry/otlp-telemetry.ts');
  return otlpTelemetry({ telemetry, audit, platform, cloud: { provider: 'aws', region: environment.AWS_REGION } });
};

// What is wrong with a function is seen when it is loaded, before any event.
const open = (): FunctionSource | Promise<FunctionSource> => {
  if (hasRelayDocument(directory)) return openFunctionRelay();
  return hasSyncDocument(directory) ? openFunctionSync() : openFunctionSource();
};
const opening = open();

/** Between two events a function stands still: what is to be sent is sent before the end of each, but holds none up for long. */
const flushMilliseconds = 500;

/**
 * What the schedule sends, and with the job `report` an operator who may invoke the function. Nobody can send it by the function URL: what comes
 * from there says of itself what was asked for.
 */
interface JobEvent {
  readonly job: string;
}

/** What is answered: nothing to the schedule, and the report as JSON. */
const runInvoked = async ({ job }: JobEvent, milliseconds: number): Promise<string> => {
  const { runJob, report, jobMargin } = await opening;
  const signal = AbortSignal.timeout(Math.max(0, milliseconds - jobMargin));
  if (job === reportJob) return JSON.stringify(await report(signal));
  const outcome = await runJob(job, { signal });
  // Lambda tries again what failed, as the deployment says.
  if (outcome === 'failed') throw new Error(`the job ${job} failed; the log says why`);
  return '';
};

const answerTo = async (event: FunctionUrlEvent, milliseconds: number): Promise<Response> => {
  const request = eventRequest(event);
  if (!request) {
    const detail = 'The request has a method or a header that is not allowed.';
    return problemResponse({ status: 400, code: 'request-malformed', detail, reference: newReference() });
  }
  const { gateway } = await opening;
  return gateway(request, {
    target: eventTarget(event),
    publicUrl: environment.SALLYPORT_PUBLIC_URL ?? eventUrl(event),
    principal: eventPrincipal(event),
    limits: { milliseconds, bytes: largestAnswer },
  });
};

const answerCall = async (event: FunctionUrlEvent, stream: ResponseStream, milliseconds: number): Promise<void> => {
  const response = await answerTo(event, milliseconds);
  // Lambda frames the body itself, and would send a length under another name.
  response.headers.delete('content-length');
  const prelude = { statusCode: response.status, headers: Object.fromEntries(response.headers) };
  const answer = awslambda.HttpResponseStream.from(stream, prelude);
  // Lambda sends the prelude with the first write, even of nothing, and not with the end.
  if (!response.body) {
    answer.write('');
    answer.end();
    return;
  }
  // A caller that goes away destroys the answer; the pipeline then cancels the body, and that ends the source. It is not an
  // error of the function: a body tells its own errors in its last frame and never fails.
  await pipeline(Readable.fromWeb(response.body as NodeReadableStream), answer).catch(() => undefined);
};

/** The entry of the Lambda function of one source, of one sync or of the relay, behind a function URL with response streaming; schedules and operators wake it up too. */
export const handler = awslambda.streamifyResponse<FunctionUrlEvent | JobEvent>(async (event, stream, context) => {
  const milliseconds = context.getRemainingTimeInMillis();
  try {
    if ('requestContext' in event) return await answerCall(event, stream, milliseconds);
    stream.end(await runInvoked(event, milliseconds));
  } finally {
    await (await opening).flush(flushMilliseconds);
  }
});
