import { jsonLog, type Log, type LogLevel } from '../log.ts';

/** Cloud Logging's names of levels (docs.cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#LogSeverity). */
const severities: Readonly<Record<LogLevel, string>> = { info: 'INFO', warn: 'WARNING', error: 'ERROR' };

/**
 * A log of JSON lines as Cloud Run takes them from the output: `severity` and `message` are what its console filters by and shows, all else
 * is in `jsonPayload` (docs.cloud.google.com/logging/docs/structured-logging#structured_logging_special_fields).
 *
 * @param write takes one whole line, line feed included
 * @param now milliseconds since 1970
 */
export const gcpLog = (write: (line: string) => void, now: () => number): Log =>
  jsonLog(write, now, (level, event) => ({ severity: severities[level], message: event }));
