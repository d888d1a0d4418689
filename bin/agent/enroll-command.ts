import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { gateClock } from '../../lambda/relay/agent/call/gate-clock.ts';
import { outwardBy } from '../../lambda/relay/agent/call/outward.ts';
import { outwardFetch } from '../../lambda/relay/agent/call/outward-fetch.ts';
import { type RelayClient, relayClient } from '../../lambda/relay/agent/call/relay-client.ts';
import { type Enrolled, type EnrolmentProof, enrol } from '../../lambda/relay/agent/identity/enrol.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { instant } from '../terminal/instant.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';
import { authorityOption, folderOption, gatewayOption } from './agent-options.ts';
import { enteredCode } from './entered-code.ts';
import { type RegistrarOptions, registrarOptions, registrarToken } from './registrar-token.ts';
import { keyOfToken, type TokenOptions } from './token-key.ts';

interface EnrollOptions extends RegistrarOptions, TokenOptions {
  readonly gateway: string;
  readonly folder: string;
  readonly code?: string;
  readonly agent?: string;
  readonly ca?: string;
  readonly force?: true;
  readonly signer?: string;
  readonly signerArg: readonly string[];
  readonly signerInput: 'message' | 'digest';
  readonly publicKey?: string;
}

const proofOf = async (
  options: EnrollOptions,
  terminal: Terminal,
  asked: { readonly client: RelayClient; readonly fetch: typeof globalThis.fetch },
): Promise<EnrolmentProof> => {
  const token = await registrarToken(options, terminal, asked);
  if (token === undefined) return { kind: 'code', code: await enteredCode(terminal, options.code, process.env) };
  if (options.agent === undefined)
    throw new CommandError(exitCode.usage, 'Say how the agent is to be called: --agent berlin');
  return { kind: 'registrar', token, agent: options.agent };
};

const signerOf = async (options: EnrollOptions) => {
  if (options.pkcs11 !== undefined) return keyOfToken(options);
  const { signer: program, signerArg: args } = options;
  if (program === undefined) return undefined;
  if (options.publicKey === undefined) {
    throw new CommandError(exitCode.usage, 'Say which key the program signs with: --public-key <file> (PEM)');
  }
  const signer = { program, args, input: options.signerInput };
  return { signer, publicKey: await readFile(options.publicKey, 'utf8') };
};

const told = (
  { gateway, agent, authority, certificateEndsAt }: Enrolled,
  { folder }: EnrollOptions,
  isFirstUse: boolean,
): string =>
  [
    `Agent ${agent} of gateway ${gateway} is enrolled in ${folder}.`,
    `Its certificate is good until ${instant(certificateEndsAt)}; the agent renews it by itself.`,
    ...(isFirstUse
      ? [
          `It trusts the authority that answered, from now on: ${authority}. Compare it with what \`sallyport agent list --host …\` says of the gateway.`,
        ]
      : []),
    'Next: say what the gate may reach through it (sallyport agent allow <source>), try it (sallyport agent check), and start it (sallyport agent run).',
  ].join('\n');

const enroll = async (options: EnrollOptions, terminal: Terminal): Promise<void> => {
  const { gateway: url, folder, force = false, ca } = options;
  const { fetch } = outwardFetch(await outwardBy(process.env, ca));
  const clock = gateClock(Date.now);
  const client = relayClient({ url, fetch, clock, now: Date.now });
  const signer = await signerOf(options);
  const proof = await proofOf(options, terminal, { client, fetch });
  const enrolled = await enrol({ folder, relayUrl: url, proof, force, signer, client, clock });
  terminal.output.write(`${told(enrolled, options, proof.kind === 'registrar')}\n`);
};

/** `sallyport agent enroll`: makes this machine an agent of a gateway. */
export const addEnroll = (agent: Command, terminal: Terminal = processTerminal): void => {
  const command = agent
    .command('enroll')
    .description(
      'Make this machine an agent of a gateway: with a code, or as a registrar. Its key is made here, and never leaves.',
    )
    .addOption(gatewayOption().makeOptionMandatory())
    .option(
      '--code <file>',
      'a file with the code, or - for standard input. Default: SALLYPORT_CODE, or it is asked for',
    )
    .addOption(folderOption())
    .addOption(authorityOption())
    .option('--force', 'put it in the place of an agent that is enrolled there');
  registrarOptions(command)
    .option('--agent <name>', 'as a registrar: how the agent is to be called')
    .option('--signer <program>', 'a program that signs what it reads, with a key that it alone can use')
    .addOption(
      new Option(
        '--signer-arg <argument>',
        'an argument of that program; may be repeated: --signer-arg=--key --signer-arg=7',
      )
        .argParser((text: string, before: readonly string[]) => [...before, text])
        .default([]),
    )
    .addOption(
      new Option('--signer-input <what>', 'what that program reads: what is to be signed, or its SHA-256')
        .choices(['message', 'digest'])
        .default('message'),
    )
    .option('--public-key <file>', 'the public key that it signs for (PEM)')
    .option('--pkcs11 <module>', 'the key is in a token: the module of PKCS#11, which pkcs11-tool (OpenSC) is run with')
    .option('--token <label>', 'with --pkcs11: the token')
    .option('--key <label>', 'with --pkcs11: the key', 'sallyport-agent')
    .addHelpText(
      'after',
      `
The PIN of a token is read by pkcs11-tool from the variable SALLYPORT_PKCS11_PIN, at each signature.

Examples:
  sallyport agent enroll --gateway https://abc123.lambda-url.eu-west-1.on.aws
  sallyport agent enroll --gateway https://abc123.lambda-url.eu-west-1.on.aws --code ./code.txt --folder ./agent
  sallyport agent enroll --gateway https://abc123.lambda-url.eu-west-1.on.aws --sign-in --agent berlin
  sallyport agent enroll --gateway https://abc123.lambda-url.eu-west-1.on.aws --code - --pkcs11 /usr/lib/softhsm/libsofthsm2.so --token acme`,
    )
    .action((options: EnrollOptions) => enroll(options, terminal));
};
