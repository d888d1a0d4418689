import { InvalidArgumentError, Option } from 'commander';
import { hostNames } from './host-name.ts';

/** Where the local host listens if nothing else is said. */
export const defaultPort = 8787;

/** `--config`: which configuration file. */
export const configOption = (): Option =>
  new Option('-c, --config <file>', 'the configuration file').default('sallyport.yaml');

const port = (text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('It is a number from 0 to 65535.');
  return value;
};

/** `--port`: where the local host listens. */
export const portOption = (): Option =>
  new Option('-p, --port <number>', 'the port on 127.0.0.1; 0 takes any free one').argParser(port).default(defaultPort);

/** Collects `name=value` of a repeatable option. */
export const pair = (text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write it as name=value.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
};

/** `--host`: where the source runs that a command is about. */
export const hostOption = (): Option =>
  new Option('--host <host>', 'where it runs: on this machine (local), or as it is deployed (aws, gcp, azure)')
    .choices(hostNames)
    .default('local');
