import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { AlwaysOnSampler, BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Telemetry as TelemetryConfig } from '../../config/config.ts';
import type { Gateway } from '../gateway.ts';
import type { JobOutcome, RunJob } from '../jobs/run-job.ts';
import type { Log, LogFields } from '../platform/log.ts';
import type { Platform } from '../platform/platform.ts';
import { version } from '../version.ts';
import { endedRun } from './ended-run.ts';
import { metersOf } from './meters.ts';
import { observedBody } from './observed-body.ts';
import { callAttributes, callName, type ObservedCall } from './observed-call.ts';
import { observedRequests } from './observed-requests.ts';
import { metricExporter, spanExporter } from './otlp-exporters.ts';
import { otlpSender } from './otlp-sender.ts';
import type { Telemetry } from './telemetry.ts';
import { traceParent } from './trace-parent.ts';

/** What telemetry is made from. */
export interface OtlpTelemetryOptions {
  readonly telemetry: TelemetryConfig;
  /** Names of the gateway and of the source or sync that this process is. */
  readonly audit: Readonly<Record<string, string>>;
  readonly platform: Platform;
  readonly cloud: { readonly provider: 'aws' | 'gcp' | 'azure'; readonly region?: string | undefined };
}

const failed: ReadonlySet<JobOutcome> = new Set(['failed', 'given-up']);

/**
 * Metrics and traces by OpenTelemetry: what the log says of calls, jobs and runs, and how requests went. Loaded only where the configuration
 * names a collector. It never holds up a call, and never fails one.
 */
export const otlpTelemetry = ({ telemetry, audit, platform, cloud }: OtlpTelemetryOptions): Telemetry => {
  const { endpoint, metrics, traces } = telemetry;
  const { now } = platform;
  const send = otlpSender({ endpoint, platform });
  const resource = resourceFromAttributes({
    'service.name': 'sallyport',
    'service.version': version,
    // Counters of several processes are told apart by it.
    'service.instance.id': randomUUID(),
    ...Object.fromEntries(Object.entries(audit).map(([what, name]) => [`sallyport.${what}`, name])),
    'cloud.provider': cloud.provider,
    ...(cloud.region !== undefined && { 'cloud.region': cloud.region }),
  });
  const meterProvider = new MeterProvider({
    resource,
    readers: metrics
      ? [
          new PeriodicExportingMetricReader({
            exporter: metricExporter(send),
            exportIntervalMillis: 60_000,
            exportTimeoutMillis: 10_000,
          }),
        ]
      : [],
  });
  const tracerProvider = new TracerProvider({
    resource,
    sampler: new AlwaysOnSampler(),
    spanProcessors: traces ? [new BatchSpanProcessor({ exporter: spanExporter(send) })] : [],
  });
  const meters = metersOf(meterProvider.getMeter('sallyport', version));
  const tracer = tracerProvider.getTracer('sallyport', version);

  const current = new AsyncLocalStorage<ObservedCall>();
  /** Lines are written wherever a stream has its events: they know their call by its reference. */
  const calls = new Map<string, ObservedCall>();
  const note = (fields: LogFields = {}): void => {
    const call = calls.get(String(fields['reference']));
    if (call) call.fields = { ...call.fields, ...fields };
  };

  const noted =
    (level: keyof Log) =>
    (event: string, fields?: LogFields): void => {
      note(fields);
      if (event === 'sync.ended') meters.run(endedRun(fields ?? {}));
      if (event === 'token.obtained') meters.token({ 'sallyport.scheme': String(fields?.['scheme']) });
      platform.log[level](event, fields);
    };
  const observed: Platform = {
    ...platform,
    ...observedRequests(platform, { tracer, meters, now, context: () => current.getStore()?.context }),
    log: { info: noted('info'), warn: noted('warn'), error: noted('error') },
    reference: () => {
      const reference = platform.reference();
      const call = current.getStore();
      if (call) {
        calls.set(reference, call);
        call.references.push(reference);
      }
      return reference;
    },
  };

  const end = (call: ObservedCall, status: number): void => {
    for (const reference of call.references) calls.delete(reference);
    const { span, fields, began } = call;
    const attributes = callAttributes(fields, status);
    const ended = now();
    const bytes = typeof fields['bytes'] === 'number' ? fields['bytes'] : undefined;
    span.updateName(callName(fields)).setAttributes(attributes);
    if (bytes !== undefined) span.setAttribute('http.response.body.size', bytes);
    if (status >= 500 || fields['outcome'] === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(ended);
    meters.call({ attributes, seconds: (ended - began) / 1_000, bytes });
  };

  const observeGateway =
    (gateway: Gateway): Gateway =>
    async (request, hostCall) => {
      if (request.method === 'GET' && new URL(request.url).pathname.endsWith('/health'))
        return gateway(request, hostCall);
      const parent = traceParent(request.headers.get('traceparent'));
      const began = now();
      const span = tracer.startSpan('call', { kind: SpanKind.SERVER, startTime: began }, parent);
      const call: ObservedCall = { span, context: trace.setSpan(parent, span), began, fields: {}, references: [] };
      const response = await current.run(call, () => gateway(request, hostCall));
      const { status, statusText, headers, body } = response;
      if (!body) {
        end(call, status);
        return response;
      }
      const within = <Result>(run: () => Result): Result => current.run(call, run);
      return new Response(
        observedBody(body, within, () => end(call, status)),
        { status, statusText, headers },
      );
    };

  const observeJobs =
    (runJob: RunJob): RunJob =>
    async (job, trigger) => {
      const began = now();
      const span = tracer.startSpan(`job ${job}`, { startTime: began, attributes: { 'sallyport.job': job } });
      const context = trace.setSpan(ROOT_CONTEXT, span);
      const call: ObservedCall = { span, context, began, fields: {}, references: [] };
      try {
        const outcome = await current.run(call, () => runJob(job, trigger));
        span.setAttribute('sallyport.outcome', outcome);
        if (failed.has(outcome)) span.setStatus({ code: SpanStatusCode.ERROR });
        return outcome;
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        for (const reference of call.references) calls.delete(reference);
        span.end(now());
      }
    };

  return {
    platform: observed,
    gateway: observeGateway,
    jobs: observeJobs,
    async flush(milliseconds) {
      const all = Promise.allSettled([meterProvider.forceFlush(), tracerProvider.forceFlush()]);
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, milliseconds);
      await Promise.race([all, promise]);
      clearTimeout(timer);
    },
  };
};
