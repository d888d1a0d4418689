import type { Readable } from 'node:stream';
import { interruption } from '../interruption.ts';

/** A stream that may be shown on a screen. */
export type TerminalOutput = NodeJS.WritableStream &
  Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'hasColors'>>;

/** Where a command reads and writes. A test passes its own. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean | undefined };
  /** For what was asked for. */
  readonly output: TerminalOutput;
  /** For questions and remarks, so that the output can be piped. */
  readonly remarks: TerminalOutput;
  /** Aborted when the person wants to stop; its reason is a CommandError. */
  stop(): AbortSignal;
  /** Says it to the process itself: Ctrl-C, read by whoever reads the keys. */
  interrupt(): void;
}

/** That of this process. */
export const processTerminal: Terminal = {
  input: process.stdin,
  output: process.stdout,
  remarks: process.stderr,
  stop: interruption,
  interrupt: () => void process.kill(process.pid, 'SIGINT'),
};
