import { type Attributes, type Meter, ValueType } from '@opentelemetry/api';
import type { EndedRun } from './ended-run.ts';

/** One call that came to its end. */
export interface EndedCall {
  readonly attributes: Attributes;
  readonly seconds: number;
  /** Of the answer's body; `undefined` if nobody counted. */
  readonly bytes: number | undefined;
}

/** One call of ours to a source, an authorization server or an issuer. */
export interface EndedRequest {
  readonly attributes: Attributes;
  readonly seconds: number;
  readonly isFailed: boolean;
}

/** What is counted. */
export interface Meters {
  call(call: EndedCall): void;
  request(request: EndedRequest): void;
  /** A token came from an authorization server. */
  token(attributes: Attributes): void;
  /** A run of a sync came to its end. */
  run(run: EndedRun): void;
}

/** Bounds of seconds: from a refusal to a page of an import. */
const bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

/** The instruments of the gate. Their units are those of the Unified Code for Units of Measure, as OpenTelemetry asks. */
export const metersOf = (meter: Meter): Meters => {
  const advice = { explicitBucketBoundaries: bounds };
  const calls = meter.createCounter('sallyport.calls', {
    description: 'Calls of the vendor.',
    valueType: ValueType.INT,
  });
  const duration = meter.createHistogram('sallyport.call.duration', {
    description: 'How long calls of the vendor took, with their answers.',
    unit: 's',
    advice,
  });
  const bytes = meter.createCounter('sallyport.answer.size', {
    description: 'What left with answers.',
    unit: 'By',
    valueType: ValueType.INT,
  });
  const requests = meter.createHistogram('sallyport.source.duration', {
    description: 'How long it took until sources, authorization servers and issuers answered.',
    unit: 's',
    advice,
  });
  const failures = meter.createCounter('sallyport.source.errors', {
    description: 'Requests that had no answer, or one that said it failed.',
    valueType: ValueType.INT,
  });
  const tokens = meter.createCounter('sallyport.tokens', {
    description: 'Tokens that authorization servers gave: the first one, and each that took the place of another.',
    valueType: ValueType.INT,
  });
  const runs = meter.createHistogram('sallyport.run.duration', {
    description: 'How long runs of a sync took.',
    unit: 's',
    advice,
  });
  const changes = meter.createCounter('sallyport.changes', {
    description: 'What runs of a sync changed at its destination, and users whose change failed.',
    valueType: ValueType.INT,
  });
  return {
    call({ attributes, seconds, bytes: sent }) {
      calls.add(1, attributes);
      duration.record(seconds, attributes);
      if (sent !== undefined) bytes.add(sent, attributes);
    },
    request({ attributes, seconds, isFailed }) {
      requests.record(seconds, attributes);
      if (isFailed) failures.add(1, attributes);
    },
    token: (attributes) => tokens.add(1, attributes),
    run({ attributes, seconds, changes: counts }) {
      runs.record(seconds, attributes);
      for (const [change, count] of Object.entries(counts)) changes.add(count, { 'sallyport.change': change });
    },
  };
};
