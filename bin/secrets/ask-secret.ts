import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Terminal } from '../terminal/terminal.ts';
import { isWholeValue } from './entered-value.ts';

/** What is pasted comes faster than anybody types the next line. */
const pastedMilliseconds = 60;

/**
 * Asks for a value at the terminal, which shows nothing of it. Several lines can be pasted: a key, or a JSON file.
 *
 * @returns what was entered, without the last line feed; nothing for Enter alone, or Ctrl-D
 * @throws the stop's reason
 */
export const askSecret = async (terminal: Terminal, question: string, stop: AbortSignal): Promise<string> => {
  stop.throwIfAborted();
  terminal.remarks.write(question);
  const lines: string[] = [];
  // Read key by key, the terminal itself shows nothing; and what readline would show goes nowhere.
  using reader = createInterface({ input: terminal.input, output: nowhere(), terminal: true, historySize: 0 });
  const closed = once(reader, 'close', { signal: stop }).then(() => true);
  reader.on('SIGINT', terminal.interrupt);
  reader.on('line', (line) => lines.push(line));
  try {
    for (let seen = -1; lines.length > seen || !isWholeValue(lines.join('\n')); ) {
      seen = lines.length;
      const next = seen === 0 ? once(reader, 'line', { signal: stop }) : sleep(pastedMilliseconds);
      if ((await Promise.race([closed, next])) === true) break;
    }
  } catch (error) {
    stop.throwIfAborted();
    throw error;
  } finally {
    terminal.remarks.write('\n');
  }
  return lines.join('\n');
};

const nowhere = (): Writable => new Writable({ write: (_text, _encoding, done) => done() });
