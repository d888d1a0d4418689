/** Where metrics and traces go by OTLP over HTTP. */
export interface Telemetry {
  /** Without `/v1/metrics` and `/v1/traces`, which come after it. */
  readonly endpoint: string;
  readonly metrics: boolean;
  readonly traces: boolean;
}

/** What a gateway is watched by. */
export interface MonitoringConfig {
  readonly dashboard: boolean;
  /** @default - nothing is sent */
  readonly telemetry?: Telemetry | undefined;
}
