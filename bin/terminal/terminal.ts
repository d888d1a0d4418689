import { interruption } from '../interruption.ts';

/** Where a command reads and writes. A test passes its own. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };
  /** For what was asked for. */
  readonly output: NodeJS.WritableStream;
  /** For questions and remarks, so that the output can be piped. */
  readonly remarks: NodeJS.WritableStream;
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
