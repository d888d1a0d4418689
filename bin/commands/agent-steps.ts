import type { GuideStep } from '../../connectors/guide.ts';
import { runsAtAgent } from '../../connectors/runs-at-agent.ts';
import type { ConfiguredSource } from '../configured-source.ts';
import type { HostName } from '../host-name.ts';

/** What is done for a source behind agents besides: there is an agent, and its own file allows what the source needs. */
export const agentSteps = (configured: ConfiguredSource, hosts: readonly HostName[]): readonly GuideStep[] =>
  configured.source.via === 'relay' ? [enrolStep(configured, hosts), allowStep(configured)] : [];

const enrolStep = ({ source: { agents } }: ConfiguredSource, hosts: readonly HostName[]): GuideStep => ({
  title: 'Whoever administers agents: enrol one, if there is none yet',
  lines: [
    ...(agents ? [`No agent but these is sent requests of this source: ${agents.join(', ')}.`] : []),
    'A code is good for one agent and one hour:',
    ...(agents ?? ['<agent>']).flatMap((agent) =>
      hosts.map((host) => `  sallyport agent code ${agent} --host ${host}`),
    ),
    'On the machine of the agent, which asks for the code; the command above says the address:',
    '  sallyport agent enroll --gateway <url>',
  ],
});

const allowStep = ({ name, connector, source }: ConfiguredSource): GuideStep => {
  const isAtAgent = runsAtAgent.has(connector.name);
  const { secret, fields = [] } = connector.requires(source.options);
  const file = `secret: { file: ./secrets/${name}.yaml }`;
  return {
    title: 'Whoever runs the agent: allow what this source needs',
    lines: [
      'The agent reaches what its own file allows, and the gate can not widen it. Whoever runs the gateway prints what this source needs:',
      `  sallyport agent allow ${name}`,
      'Review it, and put it below allow: of agent.yaml on the machine of the agent.',
      isAtAgent
        ? 'The agent makes the connection itself, or reads the files on its machine: open the way for that machine alone, and not for the gate.'
        : 'The agent sends the requests that the gate makes: open the way for its machine alone, and not for the gate.',
      ...(secret.length + fields.length > 0 ? [ownSecretLine(isAtAgent, file)] : []),
      'Then try it there:',
      '  sallyport agent check',
    ],
  };
};

/** An agent logs in where it makes the connection; to the requests of the gate it can add headers. */
const ownSecretLine = (isAtAgent: boolean, file: string): string =>
  isAtAgent
    ? `The credentials may stay on that machine, in place of the gate's: add ${file} to the rule, a file of mode 0600 with user and password.`
    : `A header with a key may stay on that machine, in place of the gate's: add ${file} to the rule, a file of mode 0600 with the header.`;
