import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CommandError, exitCode } from '../exit-code.ts';

/** A vendor's own command line, which knows who is signed in on this machine. */
export interface VendorCommand {
  readonly program: 'gcloud' | 'az';
  /** Prints an access token. */
  readonly args: readonly string[];
  /** Where to get the program. */
  readonly install: string;
  /** The command to sign in with. */
  readonly signIn: string;
}

/** `az` starts slowly, and may have to renew a token first. */
const milliseconds = 60_000;

const run = promisify(execFile);

/**
 * What a vendor's own command line prints.
 *
 * @param args none that a shell would read in other ways
 * @throws the system's error, `ENOENT` if the program is not there
 */
export const vendorOutput = async (program: VendorCommand['program'], args: readonly string[]): Promise<string> => {
  const isWindows = process.platform === 'win32';
  // On Windows both programs are scripts of its shell.
  const { stdout } = await run(isWindows ? `${program}.cmd` : program, [...args], {
    timeout: milliseconds,
    shell: isWindows,
    windowsHide: true,
  });
  return stdout.trim();
};

/**
 * The access token of whoever is signed in with a vendor's own command line. Neither its output nor its errors are shown.
 *
 * @throws CommandError if the program is not there, or nobody is signed in
 */
export const operatorToken = async ({ program, args, install, signIn }: VendorCommand): Promise<string> => {
  try {
    const token = await vendorOutput(program, args);
    if (/^[\w.~+/=-]+$/.test(token)) return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new CommandError(
        exitCode.failed,
        `The program ${program} is not on this machine, and it knows who you are: ${install}`,
      );
  }
  throw new CommandError(
    exitCode.failed,
    `${program} gives no access token: sign in with \`${signIn}\`, and try again.`,
  );
};
