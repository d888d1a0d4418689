import { randomBytes } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { formatKeyRing, type KeyRing, parseKeyRing, rotateKeyRing } from '../../lambda/keys/key-ring.ts';
import { awsKeys } from '../../lambda/platform/aws/aws-keys.ts';
import type { AdministeredKeyStore } from '../../lambda/platform/key-store.ts';
import { localKeys } from '../../lambda/platform/local/local-keys.ts';
import { localKeyFolder } from '../../lambda/platform/local/local-platform.ts';
import { configuredSource } from '../configured-source.ts';
import { deployedSource } from '../deployed/deployed-source.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { HostName } from '../host-name.ts';
import { configOption, hostOption } from '../options.ts';
import { confirm } from '../terminal/confirm.ts';
import { table } from '../terminal/table.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

interface StoreOptions {
  readonly config: string;
  readonly host: HostName;
  readonly secret?: string;
}

/** Which key store, and how it is called in messages. */
interface NamedStore {
  readonly store: AdministeredKeyStore;
  readonly name: string;
}

const secretArn = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S+$/;

/** The key of the gateway as it is deployed: all sources that may use it know the same place. */
const deployedStore = async (file: string, host: Exclude<HostName, 'local'>): Promise<NamedStore> => {
  const { gateway, sources } = loadConfig(file, connectors);
  for (const name of Object.keys(sources)) {
    const { keys, hasKey, where } = await deployedSource(configuredSource(file, name), host);
    if (hasKey) return { store: keys, name: `gateway ${gateway} ${where}` };
  }
  throw new CommandError(
    exitCode.failed,
    `No source of gateway ${gateway} uses a key there: one does that is served by proxy, or needs tokens. Is the last configuration deployed?`,
  );
};

const storeOf = async ({ config: file, secret, host }: StoreOptions): Promise<NamedStore> => {
  if (secret === undefined && host !== 'local') return deployedStore(file, host);
  if (secret === undefined) {
    const { gateway } = loadConfig(file, connectors);
    return {
      store: localKeys(localKeyFolder(dirname(resolve(file))), gateway),
      name: `gateway ${gateway} on this machine`,
    };
  }
  if (!secretArn.test(secret)) {
    const example = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/_key-AbCdEf';
    throw new CommandError(exitCode.usage, `--secret is not the ARN of a secret, such as ${example}`);
  }
  return { store: awsKeys(secret), name: secret };
};

const useOf = (id: string, { current }: KeyRing): string =>
  id === current
    ? 'current: makes pseudonyms, and puts them back'
    : 'the one before: puts pseudonyms back, until the next rotation';

const noKey = (name: string): string => `There is no key of ${name} yet. The first call that needs one makes it.`;

const show = async (command: Command, { output }: Terminal): Promise<void> => {
  const options = command.optsWithGlobals<StoreOptions & { readonly json?: true }>();
  const { store, name } = await storeOf(options);
  const text = await store.read();
  const ring = text === undefined ? undefined : parseKeyRing(text);
  output.write(options.json ? `${JSON.stringify(asJson(ring))}\n` : `${asText(ring, name)}\n`);
};

const asJson = (ring: KeyRing | undefined) => ({
  current: ring?.current ?? null,
  keys: [...(ring?.keys.keys() ?? [])],
});

const asText = (ring: KeyRing | undefined, name: string): string => {
  if (!ring) return noKey(name);
  const rows = Array.from(ring.keys.keys(), (id) => [id, useOf(id, ring)]);
  return `Keys of ${name}:\n\n${table([{ title: 'key' }, { title: 'use' }], rows)}`;
};

/** What a rotation does, for whoever decides about it. */
const consequences = ({ current, keys }: KeyRing): string => {
  const before = [...keys.keys()].find((id) => id !== current);
  return [
    `A new key takes the place of ${current}:`,
    '  - Pseudonyms are others from then on. What the vendor has (sp1h..., sp1i...) matches nothing new.',
    `  - Reversible pseudonyms of ${current} (sp1r.${current}...) can still be sent back, until the next rotation.`,
    '  - Tokens that the gate keeps are sealed anew when they are renewed.',
    ...(before
      ? [
          `  - Reversible pseudonyms of ${before} (sp1r.${before}...) are refused for ever.`,
          `  - Tokens that nobody renewed since ${before} was replaced are lost: where a person signed in, somebody must again (sallyport connect).`,
        ]
      : []),
    '  - Gateways that run take the new key within five minutes.',
    '',
  ].join('\n');
};

const confirmed = (terminal: Terminal): Promise<boolean> =>
  confirm(terminal, 'Rotate it? [y/N] ', {
    stop: terminal.stop(),
    nobody: 'add --yes to rotate the key',
  });

const rotate = async (command: Command, terminal: Terminal): Promise<void> => {
  const options = command.optsWithGlobals<StoreOptions & { readonly yes?: true }>();
  const { store, name } = await storeOf(options);
  const before = await store.read();
  if (before === undefined) throw new CommandError(exitCode.failed, noKey(name));
  const ring = parseKeyRing(before);
  terminal.remarks.write(consequences(ring));
  if (!options.yes && !(await confirmed(terminal))) {
    terminal.remarks.write('Nothing was changed.\n');
    return;
  }
  const next = rotateKeyRing(ring, randomBytes);
  await store.replace(before, formatKeyRing(next));
  terminal.output.write(`${asText(next, name)}\n`);
};

const secretOption = (): Option =>
  new Option('-s, --secret <arn>', "the secret of a gateway's key in AWS by its ARN, if no configuration is at hand");

/** `sallyport keys`: which keys make pseudonyms and seal tokens, and a new one. Never shows a key itself. */
export const keysCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  const keys = program
    .command('keys')
    .description("Show or rotate the gateway's key, which makes pseudonyms and seals tokens.")
    .addHelpText(
      'after',
      `
Examples:
  sallyport keys show
  sallyport keys rotate
  sallyport keys rotate --host gcp
  sallyport keys rotate --yes --secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/_key-AbCdEf`,
    );
  keys
    .command('show')
    .description('Say which keys there are and what each is for. The keys themselves are not shown.')
    .addOption(configOption())
    .addOption(hostOption())
    .addOption(secretOption())
    .option('--json', 'print it for programs')
    .action((_: unknown, command: Command) => show(command, terminal));
  keys
    .command('rotate')
    .description('Put a new key in the place of the current one, which is kept until the next rotation.')
    .addOption(configOption())
    .addOption(hostOption())
    .addOption(secretOption())
    .option('-y, --yes', 'do not ask')
    .action((_: unknown, command: Command) => rotate(command, terminal));
};
