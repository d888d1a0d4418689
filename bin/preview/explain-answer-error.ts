import { SourceError } from '../../connectors/source-error.ts';
import { localFolder } from '../../lambda/platform/local/local-platform.ts';
import { PlatformError } from '../../lambda/platform/platform-error.ts';
import { CallerGone } from '../../lambda/proxy/caller-gone.ts';
import { failureOf } from '../../lambda/proxy/failed-answer.ts';
import { ShapeInputError } from '../../lambda/shapes/shape-input-error.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { toldOfSource } from '../told-of-source.ts';

/**
 * Says why there is no answer to preview: what the vendor would be told, and what only the gate's log would say. Other errors stay as
 * they are.
 */
export const explainAnswerError = (error: unknown, source: string): unknown => {
  if (error instanceof ShapeInputError) {
    return new CommandError(exitCode.failed, `${error.message[0]!.toUpperCase()}${error.message.slice(1)}.`);
  }
  if (error instanceof SourceError || error instanceof PlatformError) {
    const said = toldOfSource(error.message, { name: source }, { option: '' });
    return new CommandError(exitCode.failed, `${said} (${error.code})${nextStep(error, source)}`);
  }
  const { outcome, code, sentence, fields } = failureOf(error);
  if (outcome === 'internal' || error instanceof CallerGone) return error;
  const { reason, ...more } = fields;
  const told = Object.entries(more).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  const lines = [`${sentence} (${code})`, ...(typeof reason === 'string' ? [reason] : []), ...told];
  return new CommandError(exitCode.failed, lines.join('\n  '));
};

/** Where the secret is, or what looks closer at what the source is called with. */
const nextStep = ({ code, message }: SourceError | PlatformError, source: string): string => {
  if (code === 'credentials-missing' || code.startsWith('secret-'))
    return `\n  The secret on this machine is ${localFolder}/secrets/${source}.json.`;
  return code.startsWith('credentials-') && !message.includes('sallyport ')
    ? `\n  Look closer: sallyport secrets check ${source}`
    : '';
};
