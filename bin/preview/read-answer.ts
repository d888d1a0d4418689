import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { readHead } from '../../lambda/proxy/answer/read-head.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { findEndpoint } from './find-endpoint.ts';
import type { OpenedSource } from './opened-source.ts';
import { longestAnswer, type PreviewedAnswer, tooLong } from './previewed-answer.ts';

/** Which answer a file holds. */
export interface ReadAnswerOptions {
  /** A file, or `-` for `stdin`. */
  readonly input: string;
  /** Path and query, or a path of the shapes file. @default - the only endpoint */
  readonly target?: string | undefined;
  readonly method: string;
  readonly status: number;
  readonly stdin: Readable;
  /** Ends the reading. */
  readonly stop: AbortSignal;
}

/** Files of one JSON value a line. */
const linesName = /\.(ndjson|jsonl)$/i;

/**
 * Takes an answer that was saved: nothing is called, and no secret is read.
 *
 * @throws CommandError; ProxyRefused; the system's error, `ENOENT` for example
 */
export const readAnswer = async (
  { api }: Pick<OpenedSource, 'api'>,
  { input, target, method, status, stdin, stop }: ReadAnswerOptions,
): Promise<PreviewedAnswer> => {
  const endpoint = findEndpoint(api, method, target);
  const file = input === '-' ? stdin : createReadStream(input);
  if (file !== stdin) await once(file, 'open');
  // Standard input may never end.
  stop.addEventListener('abort', () => file.destroy(stop.reason));
  const { bytes, isWhole } = await readHead(file, longestAnswer);
  file.destroy();
  if (!isWhole) throw new CommandError(exitCode.failed, tooLong);
  return { endpoint, status, bytes: withoutMark(bytes), isLines: linesName.test(input), putBack: new Map() };
};

/** Editors leave a byte order mark in front. */
const withoutMark = (bytes: Buffer): Uint8Array =>
  bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? bytes.subarray(3) : bytes;
