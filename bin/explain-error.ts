import { ConnectError } from '@connectrpc/connect';
import { ConfigError } from '../config/config-error.ts';
import { CommandError, type ExitCode, exitCode } from './exit-code.ts';

/** What a person is told of an error, and what the shell is. */
export interface Explanation {
  readonly message: string;
  readonly exitCode: ExitCode;
}

const systemRemedies: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken; choose another one: --port 8788',
  EACCES: 'this user may not do that; check the permissions',
  ENOENT: 'the file is not there; check its path',
  ECONNREFUSED: 'nobody listens there; is the gateway running (npm start)?',
};

const causeCode = (error: unknown): string | undefined => {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && code in systemRemedies) return code;
  return cause ? causeCode(cause) : undefined;
};

/**
 * Explains an error without a stack trace. What nobody expected is named by its kind alone; `SALLYPORT_DEBUG=1` shows all of it.
 *
 * @example explainError(new CommandError(2, 'no source is named x')) // { message: 'no source is named x', exitCode: 2 }
 */
export const explainError = (error: unknown): Explanation => {
  if (error instanceof CommandError) return { message: error.message, exitCode: error.exitCode };
  if (error instanceof ConfigError) return { message: error.message, exitCode: exitCode.configuration };
  const system = causeCode(error);
  if (system) return { message: `${system}: ${systemRemedies[system]}`, exitCode: exitCode.failed };
  if (error instanceof ConnectError) return { message: error.message, exitCode: exitCode.failed };
  const kind = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    message: `${kind}\nThis was not expected. SALLYPORT_DEBUG=1 shows where it happened.`,
    exitCode: exitCode.failed,
  };
};
