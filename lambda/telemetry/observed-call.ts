import type { Attributes, Context, Span } from '@opentelemetry/api';
import type { LogFields } from '../platform/log.ts';

/** A call of the vendor while it is answered. */
export interface ObservedCall {
  readonly span: Span;
  /** What requests that it makes are a part of. */
  readonly context: Context;
  /** Milliseconds since 1970. */
  readonly began: number;
  /** What its log lines said so far. */
  fields: LogFields;
  /** Reference numbers that it was given. */
  readonly references: string[];
}

/** What of a log line goes on: names that we gave, codes and counts. Who called, and for whom, stays in the log. */
const texts: Readonly<Record<string, string>> = {
  endpoint: 'sallyport.endpoint',
  procedure: 'sallyport.procedure',
  outcome: 'sallyport.outcome',
  code: 'error.type',
};

/** What is said of a call that came to its end. */
export const callAttributes = (fields: LogFields, status: number): Attributes => {
  const said = Object.entries(texts).flatMap(([name, attribute]) =>
    typeof fields[name] === 'string' ? [[attribute, fields[name]] as const] : [],
  );
  const isImport = fields['procedure'] !== undefined;
  const mode = isImport ? 'import' : fields['method'] === undefined ? 'none' : 'proxy';
  return { ...Object.fromEntries(said), 'sallyport.mode': mode, 'http.response.status_code': status };
};

/** What a call is called in traces: the endpoint's or procedure's name. */
export const callName = (fields: LogFields): string => String(fields['endpoint'] ?? fields['procedure'] ?? 'call');
