import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { CommandError, exitCode } from '../exit-code.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks a question that `y` or `yes` answers; anything else is no.
 *
 * @param nobody what to do where nobody can be asked: `add --yes to rotate the key`
 * @throws CommandError where nobody can be asked, or the stop's reason
 */
export const confirm = async (
  terminal: Terminal,
  question: string,
  { stop, nobody }: { readonly stop: AbortSignal; readonly nobody: string },
): Promise<boolean> => {
  if (!terminal.input.isTTY) throw new CommandError(exitCode.usage, `Nobody can be asked here: ${nobody}.`);
  using reader = createInterface({ input: terminal.input, output: terminal.remarks });
  // A terminal that is read line by line gives Ctrl-C to its reader.
  reader.on('SIGINT', terminal.interrupt);
  const asked = reader.question(question, { signal: stop }).catch(() => '');
  const answer = await Promise.race([asked, once(reader, 'close').then(() => '')]);
  stop.throwIfAborted();
  return /^y(es)?$/i.test(answer.trim());
};
