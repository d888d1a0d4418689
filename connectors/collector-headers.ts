import type { SecretField } from './connector.ts';

/** What a source's secret may have besides, where the configuration names a collector of telemetry. */
export const collectorHeaders: SecretField = {
  name: 'otlp-headers',
  description:
    'Headers for the collector of monitoring.telemetry, if it asks for a key: api-key=abc,x-tenant=acme%20eu',
  required: false,
};
