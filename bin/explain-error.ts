import { ConnectError } from '@connectrpc/connect';
import { ConfigError } from '../config/config-error.ts';
import { SourceError } from '../connectors/source-error.ts';
import { DevelopmentIssuerRefused } from '../lambda/callers/development-issuer.ts';
import { PlatformError } from '../lambda/platform/platform-error.ts';
import { AgentError } from '../lambda/relay/agent/agent-error.ts';
import { RelayRefused } from '../lambda/relay/relay-refused.ts';
import { DestinationError } from '../lambda/sync/destinations/destination-error.ts';
import { TokenError } from '../lambda/tokens/token-error.ts';
import { KeyRefused } from '../vendor/sign-token.ts';
import { CommandError, type ExitCode, exitCode } from './exit-code.ts';

/** What a person is told of an error, and what the shell is. */
export interface Explanation {
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** What to do about errors of the system, by their code. */
const systemRemedies: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken; choose another one: --port 8788',
  EACCES: 'this user may not do that; check the permissions, or choose a port above 1023',
  ENOENT: 'it is not there; check the path',
  ENOTDIR: 'a part of the path is no folder; check the path',
  EISDIR: 'it is a folder; name a file',
  EROFS: 'nothing can be written there; choose another place',
  ENOSPC: 'the disk is full; make room',
  ECONNREFUSED: 'nobody listens there; is the gateway running (npm start), and on that port?',
  ECONNRESET: 'the connection broke; try again',
  ETIMEDOUT: 'nobody answers there; check the URL and the network',
  EHOSTUNREACH: 'there is no way to that host; check the URL and the network',
  ENETUNREACH: 'there is no way to that network; check the URL and the network',
  ENOTFOUND: 'there is no host of that name; check the URL',
  EAI_AGAIN: 'the name of the host can not be resolved now; check the network',
};

interface SystemError {
  readonly code: string;
  readonly path?: string;
}

const systemError = (error: unknown): SystemError | undefined => {
  const { code, path, cause } = (error ?? {}) as { code?: unknown; path?: string; cause?: unknown };
  if (typeof code === 'string' && Object.hasOwn(systemRemedies, code)) return { code, ...(path && { path }) };
  return cause ? systemError(cause) : undefined;
};

const platformMessage = ({ message, detail }: PlatformError): string =>
  detail['cause'] === undefined ? message : `${message} (${detail['cause']})`;

/** The server's own word helps whoever asks its administrator. */
const tokenMessage = ({ message, oauth }: TokenError): string =>
  oauth === undefined ? message : `${message} (the authorization server says ${oauth})`;

/** What whoever runs an agent does about it: not start it again, or read its configuration. */
const agentExitCodes: Partial<Record<AgentError['code'], ExitCode>> = {
  'agent-revoked': exitCode.revoked,
  'agent-replaced': exitCode.replaced,
  'identity-missing': exitCode.configuration,
  'identity-broken': exitCode.configuration,
  'identity-there': exitCode.usage,
  'code-malformed': exitCode.usage,
};

const failed = (message: string): Explanation => ({ message, exitCode: exitCode.failed });

/**
 * Explains an error without a stack trace. What nobody expected is named by its kind alone; `SALLYPORT_DEBUG=1` shows all of it.
 *
 * @example explainError(new CommandError(2, 'no source is named x')) // { message: 'no source is named x', exitCode: 2 }
 */
export const explainError = (error: unknown): Explanation => {
  if (error instanceof CommandError) return { message: error.message, exitCode: error.exitCode };
  if (error instanceof ConfigError) return { message: error.message, exitCode: exitCode.configuration };
  if (error instanceof KeyRefused) return { message: `--key: ${error.message}`, exitCode: exitCode.usage };
  if (error instanceof PlatformError) return failed(platformMessage(error));
  if (error instanceof TokenError) return failed(tokenMessage(error));
  if (error instanceof SourceError || error instanceof DestinationError) return failed(error.message);
  if (error instanceof RelayRefused) return failed(error.message);
  if (error instanceof AgentError)
    return { message: error.message, exitCode: agentExitCodes[error.code] ?? exitCode.failed };
  const system = systemError(error);
  if (system) {
    return failed([system.path, system.code, systemRemedies[system.code]].filter(Boolean).join(': '));
  }
  if (error instanceof ConnectError || error instanceof DevelopmentIssuerRefused) return failed(error.message);
  const kind = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return failed(`${kind}\nThis was not expected. SALLYPORT_DEBUG=1 shows where it happened.`);
};
