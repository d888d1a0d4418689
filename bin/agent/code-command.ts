import { type Command, Option } from 'commander';
import { gateClock } from '../../lambda/relay/agent/call/gate-clock.ts';
import { outwardBy } from '../../lambda/relay/agent/call/outward.ts';
import { outwardFetch } from '../../lambda/relay/agent/call/outward-fetch.ts';
import { relayClient } from '../../lambda/relay/agent/call/relay-client.ts';
import { type About, type CodeRequest, type EnrolmentCode, relayPaths } from '../../lambda/relay/protocol.ts';
import { isAgentName } from '../../lambda/relay/registry/agent-name.ts';
import { issueCode } from '../../lambda/relay/registry/issue-code.ts';
import { relayHost } from '../deployed/relay-host.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { type HostName, hostNames } from '../host-name.ts';
import { configOption } from '../options.ts';
import { instant } from '../terminal/instant.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';
import { authorityOption, gatewayOption, lifetime, uses } from './agent-options.ts';
import { type RegistrarOptions, registrarOptions, registrarToken } from './registrar-token.ts';

interface CodeOptions extends RegistrarOptions {
  readonly config: string;
  readonly host?: HostName;
  readonly gateway?: string;
  readonly uses: number;
  readonly lifetime: number;
  readonly ca?: string;
  readonly json?: true;
}

interface Issued {
  readonly issued: EnrolmentCode;
  readonly url: string;
}

const clientAt = async (url: string, { ca }: CodeOptions) => {
  const { fetch } = outwardFetch(await outwardBy(process.env, ca));
  return { fetch, client: relayClient({ url, fetch, clock: gateClock(Date.now), now: Date.now }) };
};

const byRegistrar = async (wish: CodeRequest, options: CodeOptions, terminal: Terminal): Promise<Issued> => {
  const { gateway: url } = options;
  if (url === undefined) {
    throw new CommandError(
      exitCode.usage,
      'Say where the gateway is: --gateway <url>, or --host for its administrator.',
    );
  }
  const { client, fetch } = await clientAt(url, options);
  const token = await registrarToken(options, terminal, { client, fetch });
  if (token === undefined) {
    throw new CommandError(
      exitCode.usage,
      'Say who you are: --sign-in, or --registrar-token-file <file>; or --host for its administrator.',
    );
  }
  return { issued: await client.call<EnrolmentCode>('POST', relayPaths.codes, wish, token), url };
};

/** By the rights that somebody has in the cloud; which authority the gate has, it says itself: its key is none of theirs. */
const byAdministrator = async (wish: CodeRequest, host: HostName, options: CodeOptions): Promise<Issued> => {
  const { registry, url: known, gateway, where } = await relayHost(options.config, host);
  const url = options.gateway ?? known?.replace(/\/+$/, '');
  if (url === undefined) {
    throw new CommandError(
      exitCode.usage,
      `Where agents call gateway ${gateway} ${where} is not known here: say it with --gateway <url>.`,
    );
  }
  const { client } = await clientAt(url, options);
  const about = await client.call<About>('GET', relayPaths.about);
  if (about.gateway !== gateway) {
    throw new CommandError(
      exitCode.usage,
      `At ${url} is gateway ${about.gateway}, and not ${gateway}: is --gateway right?`,
    );
  }
  const issuer = { registrar: 'administrator', authority: about.authority, now: Date.now() };
  return { issued: await issueCode(registry, wish, issuer), url };
};

const told = ({ issued: { agent, uses: count, expiresAt }, url }: Issued): string =>
  [
    '',
    `It enrols ${count === 1 ? `agent ${agent}` : `${count} agents, ${agent}-1 to ${agent}-${count}`}, until ${instant(expiresAt)}, and is worth nothing then.`,
    'On the machine of the agent, which asks for it:',
    '',
    `  sallyport agent enroll --gateway ${url}`,
    '',
  ].join('\n');

const issue = async (agent: string, options: CodeOptions, terminal: Terminal): Promise<void> => {
  if (!isAgentName(agent)) {
    throw new CommandError(
      exitCode.usage,
      'An agent is called by 1 to 32 lower-case letters, digits and single hyphens, such as berlin.',
    );
  }
  const wish = { agent, uses: options.uses, lifetimeSeconds: options.lifetime };
  const issued = await (options.host
    ? byAdministrator(wish, options.host, options)
    : byRegistrar(wish, options, terminal));
  if (options.json) return void terminal.output.write(`${JSON.stringify({ ...issued.issued, gateway: issued.url })}\n`);
  // The code alone can be piped to where it is needed.
  terminal.output.write(`${issued.issued.code}\n`);
  terminal.remarks.write(told(issued));
};

/** `sallyport agent code`: a code that an agent is enrolled with. */
export const addCode = (agent: Command, terminal: Terminal = processTerminal): void => {
  const command = agent
    .command('code')
    .description('Issue a code that an agent is enrolled with: as a registrar of the gateway, or as its administrator.')
    .argument('<agent>', 'how the agent is to be called')
    .addOption(gatewayOption())
    .option('--uses <number>', 'how many agents it enrols; more than one are called <agent>-1, <agent>-2 …', uses, 1)
    .option('--lifetime <time>', 'how long it is good for', lifetime, 3_600);
  registrarOptions(command)
    .addOption(new Option('--host <host>', 'as its administrator: where the gateway runs').choices(hostNames))
    .addOption(configOption())
    .addOption(authorityOption())
    .option('--json', 'print it for programs')
    .addHelpText(
      'after',
      `
Examples:
  sallyport agent code berlin --gateway https://abc123.lambda-url.eu-west-1.on.aws --sign-in
  sallyport agent code berlin --host aws --lifetime 30m
  sallyport agent code factory --uses 4 --gateway https://abc123.lambda-url.eu-west-1.on.aws --registrar-token-file token.txt`,
    )
    .action((name: string, options: CodeOptions) => issue(name, options, terminal));
};
