import type { SyncSignIn } from '../../config/sync-config.ts';
import type { GuideStep } from '../../connectors/guide.ts';
import { webhookSecret } from '../../stacks/known-syncs.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import type { HostName } from '../host-name.ts';
import { syncUrl } from './sync-url.ts';

/**
 * What people do for a sync: the destination's administrator, who calls the webhook, who signs users in, and who runs the gate. Commands
 * are for any host.
 */
export const syncSteps = (configured: ConfiguredSync, hosts: readonly HostName[]): readonly GuideStep[] => {
  const { name, config, destination, sync } = configured;
  const subject = { gateway: config.gateway, source: name, vendor: config.vendor.name };
  return [
    ...(destination.guide?.(sync.to.options, subject) ?? []),
    ...(sync.to.via === 'relay' ? [agentStep(configured)] : []),
    ...(sync.webhook ? [webhookStep(configured, hosts)] : []),
    ...(sync.signIn ? [serverStep(configured, sync.signIn, hosts), trustStep(configured, sync.signIn, hosts)] : []),
    runStep(configured),
  ];
};

const agentStep = ({ name, sync, destination }: ConfiguredSync): GuideStep => ({
  title: 'Whoever runs the agent: let it reach the destination',
  lines: [
    `${name} reaches ${destination.requires(sync.to.options).hosts.join(', ')} through an agent, which reaches what its own file allows, and the gate can not widen it. This prints what is needed:`,
    `  sallyport agent allow ${name}`,
    'Review it, and put it below allow: of agent.yaml on the machine of the agent.',
    'Then try it there:',
    '  sallyport agent check',
  ],
});

/** An address on each host. */
const addresses = (configured: ConfiguredSync, hosts: readonly HostName[], path: string): readonly string[] =>
  hosts.map((host) => `  ${syncUrl(configured, host)}${path}`);

const webhookStep = (configured: ConfiguredSync, hosts: readonly HostName[]): GuideStep => ({
  title: "Whoever runs the source's side: have it call when users change",
  lines: [
    'Make a secret, give it to the side that calls, and enter it here:',
    '  echo "whsec_$(openssl rand -base64 32)" > webhook-secret.txt',
    `  sallyport secrets set ${configured.name} ${webhookSecret.name} < webhook-secret.txt`,
    'Sign each call as Standard Webhooks says (webhook-id, webhook-timestamp, webhook-signature), with any body, and post it to:',
    ...addresses(configured, hosts, '/webhook'),
    `Calls within ${configured.sync.webhook!.settleSeconds} seconds are one run. 202: it was noted. 403: the signature or the time is not right.`,
  ],
});

const serverStep = (configured: ConfiguredSync, signIn: SyncSignIn, hosts: readonly HostName[]): GuideStep => ({
  title: 'Whoever runs the server that users sign in at: have it ask for their tokens',
  lines: [
    ...signIn.servers.map(
      ({ name, issuer, audience, subject }) =>
        `${name} proves itself by a token of ${issuer} for the audience ${audience}${subject === undefined ? '' : `, with the sub ${subject}`}.`,
    ),
    'When a user has signed in, it posts with that token as bearer token to:',
    ...addresses(configured, hosts, '/token'),
    signIn.facts === 'kept'
      ? 'the body {"user": "<key>"}: what the last run computed of the user is told.'
      : 'the body {"user": {"id": …, "name": …, "attributes": {…}}, "groups": [{"id": …, "name": …}]}: that is mapped now.',
    `It gets {"token": …, "expires_in": ${signIn.lifetimeSeconds}}, and hands the token over to the destination, each once.`,
  ],
});

const trustStep = (configured: ConfiguredSync, signIn: SyncSignIn, hosts: readonly HostName[]): GuideStep => {
  const { key, email, payload } = signIn.claims;
  return {
    title: 'The administrator of the destination: accept these tokens',
    lines: [
      'Keys that they are signed with (RS256), as JWKS:',
      ...addresses(configured, hosts, '/.well-known/jwks.json'),
      'Issuer:',
      ...(signIn.issuer === undefined ? addresses(configured, hosts, '') : [`  ${signIn.issuer}`]),
      `Audience: ${signIn.audience}`,
      `Claims: ${[key, email, payload].filter((claim) => claim !== null).join(', ')}`,
      `Another key signs after ${signIn.keyDays} days; it is published before, and the old one stays for a while. Read the keys again at least once a day.`,
    ],
  };
};

const runStep = ({ name }: ConfiguredSync): GuideStep => ({
  title: 'Whoever runs the gate: look at what it would do, then let it',
  lines: [`  sallyport sync run ${name} --dry-run`, `  sallyport sync run ${name}`],
});
