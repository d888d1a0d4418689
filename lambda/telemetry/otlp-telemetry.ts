import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { JsonMetricsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { AlwaysOnSampler, BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { SourceDocument } from '../../config/config.ts';
import type { Gateway } from '../gateway.ts';
import type { Log, LogFields } from '../platform/log.ts';
import type { Platform } from '../platform/platform.ts';
import { version } from '../version.ts';
import { metersOf } from './meters.ts';
import { observedBody } from './observed-body.ts';
import { callAttributes, callName, type ObservedCall } from './observed-call.ts';
import { observedRequests } from './observed-requests.ts';
import { otlpSender, type SendOtlp } from './otlp-sender.ts';
import type { Telemetry } from './telemetry.ts';
import { traceParent } from './trace-parent.ts';

/** What telemetry is made from. */
export interface OtlpTelemetryOptions {
  readonly document: SourceDocument;
  readonly platform: Platform;
  readonly cloud: { readonly provider: 'aws' | 'gcp' | 'azure'; readonly region?: string | undefined };
}

/** Whatever becomes of it: to the SDK all went well, so that it tries nothing again and holds nothing back. */
const sent = { code: 0 };

const spanExporter = (send: SendOtlp): SpanExporter => ({
  export: (spans, done) => {
    const bytes = JsonTraceSerializer.serializeRequest(spans);
    void (bytes ? send('traces', bytes) : Promise.resolve(true)).then(() => done(sent));
  },
  shutdown: async () => undefined,
});

const metricExporter = (send: SendOtlp): PushMetricExporter => ({
  export: (metrics, done) => {
    const bytes = JsonMetricsSerializer.serializeRequest(metrics);
    void (bytes ? send('metrics', bytes) : Promise.resolve(true)).then(() => done(sent));
  },
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
});

/**
 * Metrics and traces by OpenTelemetry: what the log says of calls, and how requests to sources went. Loaded only where the configuration
 * names a collector. It never holds up a call, and never fails one.
 */
export const otlpTelemetry = ({ document, platform, cloud }: OtlpTelemetryOptions): Telemetry => {
  const { endpoint, metrics, traces } = document.telemetry!;
  const { now } = platform;
  const send = otlpSender({ endpoint, platform });
  const resource = resourceFromAttributes({
    'service.name': 'sallyport',
    'service.version': version,
    // Counters of several processes are told apart by it.
    'service.instance.id': randomUUID(),
    'sallyport.gateway': document.gateway,
    'sallyport.source': document.name,
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

  return {
    platform: observed,
    gateway: observeGateway,
    async flush(milliseconds) {
      const all = Promise.allSettled([meterProvider.forceFlush(), tracerProvider.forceFlush()]);
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, milliseconds);
      await Promise.race([all, promise]);
      clearTimeout(timer);
    },
  };
};
