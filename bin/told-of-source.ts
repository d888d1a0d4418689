import { SourceError } from '../connectors/source-error.ts';
import { PlatformError } from '../lambda/platform/platform-error.ts';
import { DestinationError } from '../lambda/sync/destinations/destination-error.ts';
import { TokenError } from '../lambda/tokens/token-error.ts';
import type { ConfiguredSource } from './configured-source.ts';
import { CommandError } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import type { SourceHost } from './source-host.ts';

/** A command of ours that is about a source, with a field perhaps; what stands after it belongs to the sentence. */
const commandOfSource = /(\bsallyport [a-z]+(?: [a-z]+)? )<source>( [a-z][\w.-]*)?/g;

/**
 * What the gate says where it runs names its commands for any source: here they are written so that they can be copied.
 *
 * @example toldOfSource('run sallyport connect <source>', { name: 'hr' }, { option: ' --host aws' }) // 'run sallyport connect hr --host aws'
 */
export const toldOfSource = (
  sentence: string,
  { name }: Pick<ConfiguredSource, 'name'>,
  { option }: Pick<SourceHost, 'option'>,
): string =>
  sentence.replace(commandOfSource, (_, command: string, field = '') => `${command}${name}${field}${option}`);

/**
 * Does something with a source, and says of what fails there which command helps.
 *
 * @throws CommandError in place of what the gate says; other errors as they are
 */
export const tellingOfSource = async <Result>(
  configured: Pick<ConfiguredSource, 'name'>,
  host: Pick<SourceHost, 'option'>,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    const isOurs = [TokenError, PlatformError, SourceError, DestinationError].some((kind) => error instanceof kind);
    if (!isOurs) throw error;
    const { message, exitCode } = explainError(error);
    // Whoever looks for the reason (SALLYPORT_DEBUG) wants the place where it happened.
    throw new CommandError(exitCode, toldOfSource(message, configured, host), { cause: error });
  }
};
