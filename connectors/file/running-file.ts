import { abortable } from '../abortable.ts';
import type { RunningConnector } from '../connector.ts';
import type { FileOptions } from './options.ts';
import { readFiles } from './read-files.ts';

/** What of the connector `file` runs in the handler. */
export const runningFile: RunningConnector<FileOptions> = {
  import: (options, context) => abortable(context.signal, (signal) => readFiles(options, context, signal)),
};
