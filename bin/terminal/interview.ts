import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { CommandError, exitCode } from '../exit-code.ts';
import type { Terminal } from './terminal.ts';

/** Something that a command must know, from an option or from a person. */
export interface Question {
  /** What it is called, in a word or two: `domain`. */
  readonly name: string;
  /** The option that says it in a script: `--set domain=acme.okta.com`. */
  readonly option: string;
  /** What it is, in a sentence; where a choice is to be made, a line for each. */
  readonly about: string;
  /** What Enter alone means; an empty text if it may be left out. @default - an answer is needed */
  readonly initial?: string | undefined;
  /** Stands in where nobody can be asked, so that all that is missing is told at once. */
  readonly example: string;
  /** What is wrong with an answer, as the end of a sentence; `undefined` if it is right. */
  check(answer: string): string | undefined;
}

/** Answers to questions: from options, else from the person at the terminal. */
export interface Interview {
  /** Whether there is somebody to ask. */
  readonly isAsking: boolean;
  /**
   * @param given what an option says
   * @throws CommandError if the option is wrong, or the person stops
   */
  ask(question: Question, given?: string): Promise<string>;
  /** @throws CommandError that names every option which is missing, where nobody could be asked. */
  complete(): void;
  [Symbol.dispose](): void;
}

/**
 * Begins an interview. Where the input is no terminal, nobody is asked: what is missing is noted, and told in the end.
 *
 * @param isAsking false: nobody is asked at a terminal either
 */
export const openInterview = (terminal: Terminal, { isAsking = true } = {}): Interview => {
  const missing: Question[] = [];
  const person = isAsking && terminal.input.isTTY ? personAt(terminal) : undefined;
  return {
    isAsking: person !== undefined,
    ask: async (question, given) => {
      if (given !== undefined) return checked(question, given);
      if (person) return person.ask(question);
      if (question.initial !== undefined) return question.initial;
      missing.push(question);
      return question.example;
    },
    complete: () => {
      if (missing.length === 0) return;
      const width = Math.max(...missing.map(({ option }) => option.length));
      const lines = missing.map(({ option, about }) => `  ${option.padEnd(width)}   ${about.split('\n')[0]}`);
      throw new CommandError(exitCode.usage, `Nobody was asked. Add:\n${lines.join('\n')}`);
    },
    [Symbol.dispose]: () => person?.leave(),
  };
};

const checked = ({ option, example, check }: Question, given: string): string => {
  const problem = check(given);
  if (problem === undefined) return given;
  const [name] = option.split(option.includes('=') ? '=' : ' ');
  throw new CommandError(exitCode.usage, `${name}: ${problem}. For example: ${example}`);
};

/** One reader for all questions: lines that are pasted together answer one after the other. */
const personAt = (terminal: Terminal) => {
  const stop = terminal.stop();
  const stopped = once(stop, 'abort');
  const reader = createInterface({ input: terminal.input, output: terminal.remarks, terminal: true, historySize: 0 });
  // A terminal that is read line by line gives Ctrl-C to its reader.
  reader.on('SIGINT', terminal.interrupt);
  const lines = reader[Symbol.asyncIterator]();
  const line = async (prompt: string): Promise<string> => {
    reader.setPrompt(prompt);
    reader.prompt();
    const next = await Promise.race([lines.next(), stopped]);
    // Not behind the question that was not answered.
    if (stop.aborted) terminal.remarks.write('\n');
    stop.throwIfAborted();
    if (!('done' in next) || next.done) throw new CommandError(exitCode.interrupted, '\nStopped: nothing was written.');
    return next.value.trim();
  };
  return {
    ask: async ({ name, about, initial, example, check }: Question): Promise<string> => {
      const hint = initial === undefined ? `such as ${example}` : initial || 'Enter leaves it out';
      terminal.remarks.write(`\n${about}\n`);
      for (;;) {
        const answer = (await line(`${name} [${hint}] `)) || initial;
        const problem = answer === undefined ? 'is needed' : answer === '' ? undefined : check(answer);
        if (problem === undefined) return answer!;
        terminal.remarks.write(`${name} ${problem}.\n`);
      }
    },
    leave: () => reader.close(),
  };
};
