import { readCode } from '../../lambda/relay/agent/identity/enrolment-code.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { readInput } from '../read-input.ts';
import { askSecret } from '../secrets/ask-secret.ts';
import type { Terminal } from '../terminal/terminal.ts';

const warning = `Warning: that code was in the arguments, which every user of this machine can see. Next time: --code <file>, --code - or SALLYPORT_CODE.\n`;

const isCode = (text: string): boolean => {
  try {
    return readCode(text) !== undefined;
  } catch {
    return false;
  }
};

/**
 * The enrolment code: from a file, from standard input (`-`), from SALLYPORT_CODE, or as somebody enters it, unseen. As an argument it is taken, with a
 * warning.
 *
 * @throws CommandError if there is none, or the system's error if the file can not be read
 */
export const enteredCode = async (
  terminal: Terminal,
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> => {
  if (given !== undefined && isCode(given)) {
    terminal.remarks.write(warning);
    return given;
  }
  if (given !== undefined) return readInput(given, terminal.input);
  const variable = environment['SALLYPORT_CODE']?.trim();
  if (variable) return variable;
  if (!terminal.input.isTTY) {
    throw new CommandError(
      exitCode.usage,
      'Nobody can be asked for the code here: give it with --code <file>, --code - or SALLYPORT_CODE.',
    );
  }
  return (await askSecret(terminal, 'Enrolment code (it is not shown): ', terminal.stop())).trim();
};
