import * as z from 'zod';
import { httpsUrl } from './https-url.ts';

const telemetry = z
  .strictObject({
    endpoint: httpsUrl(
      'Where an OpenTelemetry collector takes OTLP over HTTP; /v1/metrics and /v1/traces come after it.',
      'https://otel.acme.example:4318',
    ),
    metrics: z
      .boolean()
      .meta({ description: 'Whether metrics are sent.', examples: [true] })
      .default(true),
    traces: z
      .boolean()
      .meta({ description: 'Whether traces are sent.', examples: [false] })
      .default(true),
  })
  .meta({
    description:
      'Metrics and traces by OpenTelemetry. Nothing of a call but counts, codes and times is in them. Default: none.',
    examples: [{ endpoint: 'https://otel.acme.example:4318' }],
  });

/** What a gateway is watched by. Who hears alarms is said under `deploy`. */
export const monitoring = z
  .strictObject({
    dashboard: z
      .boolean()
      .meta({
        description: 'Whether a dashboard is made. On AWS it costs $3 a month from the fourth on.',
        examples: [true],
      })
      .default(false),
    telemetry: telemetry.optional(),
  })
  .meta({ description: 'What the gateway is watched by, beside its alarms.', examples: [{ dashboard: true }] })
  .default({ dashboard: false });
