import { type StandIn, startStandIn } from '../../standins/stand-in.ts';

// biome-ignore lint/suspicious/noExplicitAny: read by tests that know what they look for
type Message = Record<string, any>;

/** An OpenTelemetry collector, as strict as the protocol's messages are. */
export interface Collector {
  readonly standIn: StandIn;
  /** Spans in the order in which they came. */
  readonly spans: Message[];
  /** Attributes of the resource that was said last. */
  resource(): Record<string, unknown>;
  /** Data points of a metric, as it was said last: attributes beside the values. */
  points(name: string): Message[];
}

/** The fields of the messages (github.com/open-telemetry/opentelemetry-proto, v1), by what they are in. */
const fields: Readonly<Record<string, readonly string[]>> = {
  '/v1/traces': ['resourceSpans'],
  '/v1/metrics': ['resourceMetrics'],
  resourceSpans: ['resource', 'scopeSpans', 'schemaUrl'],
  resourceMetrics: ['resource', 'scopeMetrics', 'schemaUrl'],
  resource: ['attributes', 'droppedAttributesCount', 'entityRefs'],
  scopeSpans: ['scope', 'spans', 'schemaUrl'],
  scopeMetrics: ['scope', 'metrics', 'schemaUrl'],
  scope: ['name', 'version', 'attributes', 'droppedAttributesCount'],
  spans: [
    ...[
      'traceId',
      'spanId',
      'traceState',
      'parentSpanId',
      'flags',
      'name',
      'kind',
      'startTimeUnixNano',
      'endTimeUnixNano',
    ],
    ...['attributes', 'droppedAttributesCount', 'events', 'droppedEventsCount', 'links', 'droppedLinksCount', 'status'],
  ],
  status: ['code', 'message'],
  metrics: ['name', 'description', 'unit', 'sum', 'histogram', 'metadata'],
  sum: ['dataPoints', 'aggregationTemporality', 'isMonotonic'],
  histogram: ['dataPoints', 'aggregationTemporality'],
  dataPoints: [
    ...['attributes', 'startTimeUnixNano', 'timeUnixNano', 'asInt', 'asDouble', 'count', 'sum', 'min', 'max'],
    ...['bucketCounts', 'explicitBounds', 'flags', 'exemplars'],
  ],
  attributes: ['key', 'value'],
  value: ['stringValue', 'intValue', 'doubleValue', 'boolValue'],
};

const check = (value: unknown, name: string): void => {
  if (Array.isArray(value)) {
    for (const each of value) check(each, name);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const known = fields[name];
  for (const [field, inner] of Object.entries(value)) {
    if (!known?.includes(field)) throw new Error(`${name} has no field ${field}`);
    check(inner, field);
  }
};

const checkSpan = ({ traceId, spanId, startTimeUnixNano: start, endTimeUnixNano: end }: Message): void => {
  if (!/^[0-9a-f]{32}$/.test(traceId) || !/^[0-9a-f]{16}$/.test(spanId)) throw new Error('a span has no ids');
  if (!/^\d{19}$/.test(start) || BigInt(end) < BigInt(start)) throw new Error('a span has no times');
};

const attributesOf = (attributes: readonly Message[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** Starts a collector that takes OTLP over HTTP in JSON. */
export const startCollector = async (): Promise<Collector> => {
  const spans: Message[] = [];
  const metrics = new Map<string, Message[]>();
  let resource: Record<string, unknown> = {};
  const standIn = await startStandIn(async ({ method, path, headers, body }) => {
    const isKnown = method === 'POST' && (path === '/v1/traces' || path === '/v1/metrics');
    if (!isKnown || headers['content-type'] !== 'application/json') return { status: 400 };
    const message = JSON.parse(body) as Message;
    check(message, path);
    for (const each of message['resourceSpans'] ?? message['resourceMetrics']) {
      resource = attributesOf(each.resource.attributes);
      for (const span of (each.scopeSpans ?? []).flatMap((scope: Message) => scope['spans'])) {
        checkSpan(span);
        spans.push({ ...span, attributes: attributesOf(span.attributes) });
      }
      for (const metric of (each.scopeMetrics ?? []).flatMap((scope: Message) => scope['metrics'])) {
        const points: Message[] = (metric.sum ?? metric.histogram).dataPoints;
        metrics.set(
          metric.name,
          points.map((point) => ({ ...point, attributes: attributesOf(point['attributes']) })),
        );
      }
    }
    return { status: 200, body: {} };
  });
  return { standIn, spans, resource: () => resource, points: (name) => metrics.get(name) ?? [] };
};
