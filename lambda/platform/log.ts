/** A value that may stand in a log line. */
export type LogValue = string | number | boolean | null | readonly string[] | Readonly<Record<string, string | number>>;

/** Further fields of a log line: counts, codes, names of things that we named. Never personal data, tokens or secrets. */
export type LogFields = Readonly<Record<string, LogValue | undefined>>;

/** How much a line matters. */
export type LogLevel = 'info' | 'warn' | 'error';

/** Writes one JSON object a line. `event` is a fixed word for one kind of event, such as `import.ended`. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/**
 * A log of JSON lines.
 *
 * @param write takes one whole line, line feed included
 * @param now milliseconds since 1970
 * @param hosted what the host's own log asks of a line, beside level and event
 * @example const log = jsonLog((line) => process.stdout.write(line), Date.now)
 */
export const jsonLog = (
  write: (line: string) => void,
  now: () => number,
  hosted: (level: LogLevel, event: string) => LogFields = () => ({}),
): Log => {
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}): void =>
      write(
        `${JSON.stringify({ time: new Date(now()).toISOString(), level, event, ...hosted(level, event), ...fields })}\n`,
      );
  return { info: at('info'), warn: at('warn'), error: at('error') };
};
