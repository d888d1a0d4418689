import { JsonMetricsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { SendOtlp } from './otlp-sender.ts';

/** Whatever becomes of it: to the SDK all went well, so that it tries nothing again and holds nothing back. */
const sent = { code: 0 };

/** Hands spans to whoever sends them. */
export const spanExporter = (send: SendOtlp): SpanExporter => ({
  export: (spans, done) => {
    const bytes = JsonTraceSerializer.serializeRequest(spans);
    void (bytes ? send('traces', bytes) : Promise.resolve(true)).then(() => done(sent));
  },
  shutdown: async () => undefined,
});

/** Hands metrics to whoever sends them. */
export const metricExporter = (send: SendOtlp): PushMetricExporter => ({
  export: (metrics, done) => {
    const bytes = JsonMetricsSerializer.serializeRequest(metrics);
    void (bytes ? send('metrics', bytes) : Promise.resolve(true)).then(() => done(sent));
  },
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
});
