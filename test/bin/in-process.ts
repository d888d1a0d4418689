import { PassThrough } from 'node:stream';
import { inspect, stripVTControlCharacters } from 'node:util';
import { Command, CommanderError } from 'commander';
import { CommandError, exitCode } from '../../bin/exit-code.ts';
import { explainError } from '../../bin/explain-error.ts';
import type { Terminal } from '../../bin/terminal/terminal.ts';

/** How a command is run without a process of its own. */
export interface InProcessOptions {
  /** What somebody at the terminal enters, one after the other, each when it is asked for. `'\u0003'` is Ctrl-C. */
  readonly answers?: readonly string[];
  /** What comes from standard input, where there is no terminal. @default - nothing */
  readonly input?: string | Uint8Array;
  /** As SALLYPORT_DEBUG has it: an error is shown with where it happened. @default false */
  readonly isDebugging?: boolean;
}

/** What a shell would see of it. */
export interface InProcessEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A question ends so. */
const question = /(: |\] )$/;

/** Runs a command as the program does, and explains its errors as the program does. */
export const inProcess = async (
  add: (program: Command, terminal: Terminal) => void,
  args: readonly string[],
  { answers, input = '', isDebugging = false }: InProcessOptions = {},
): Promise<InProcessEnd> => {
  const said = { stdout: '', stderr: '' };
  const stop = new AbortController();
  const keyboard = Object.assign(new PassThrough(), { isTTY: answers !== undefined });
  if (answers === undefined) keyboard.end(input);
  const left = [...(answers ?? [])];
  let asked = 0;
  const remarks = new PassThrough().on('data', (text: Buffer) => {
    said.stderr += text;
    // Without what moves the cursor, which is written before a question and after it.
    const shown = stripVTControlCharacters(said.stderr);
    if (shown.length === asked || !question.test(shown)) return;
    asked = shown.length;
    // After the question was asked, and the keys are read.
    setImmediate(() => void keyboard.write(left.shift() ?? '\u0004'));
  });
  const output = new PassThrough().on('data', (text: Buffer) => (said.stdout += text));
  const terminal: Terminal = {
    input: keyboard,
    output,
    remarks,
    stop: () => stop.signal,
    interrupt: () => stop.abort(new CommandError(exitCode.interrupted, 'Stopped.')),
  };
  const program = new Command('sallyport').exitOverride().configureOutput({
    writeOut: (text) => (said.stdout += text),
    writeErr: (text) => (said.stderr += text),
  });
  add(program, terminal);
  let code: number = exitCode.ok;
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said it already.
      code = error.exitCode === 0 ? exitCode.ok : exitCode.usage;
    } else {
      const { message, exitCode: failed } = explainError(error);
      code = failed;
      said.stderr += `${isDebugging ? `${inspect(error)}\n` : ''}${message}\n`;
    }
  }
  await new Promise(setImmediate);
  return { code, ...said };
};
