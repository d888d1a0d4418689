import type { AgentAccess } from '../../platform/agent-access.ts';
import type { IssuedCertificate } from '../authority/issue-certificate.ts';
import type { Connection, Enrolment, HeartbeatAnswer } from '../protocol.ts';
import type { AdmittedCall } from '../registry/admit-call.ts';
import { asked, connected, gone, heard, renewed } from '../registry/agent-process.ts';
import type { KnownCertificate } from '../registry/agent-record.ts';
import { type AgentEffect, callAsAgent } from '../registry/call-as-agent.ts';
import { endUpdateTurn, isUpdateTime, takeUpdateTurn } from '../registry/update-turn.ts';
import { RelayRefused } from '../relay-refused.ts';
import { readSignedCall } from '../signature/verify-call.ts';
import { bodies, bodyOf } from './bodies.ts';
import type { RelayContext, RouteCall } from './relay-context.ts';

/** POST /certificate. */
export const certificate = async (context: RelayContext, call: RouteCall): Promise<Enrolment> => {
  const { document, platform } = context;
  const { gateway, relay } = document;
  const authority = await context.authority();
  let issued: IssuedCertificate | undefined;
  const { agent } = await signed(context, call, async ({ agent }) => {
    // Once, however often the registry has to be asked.
    issued ??= await issueFor(agent.agent);
    return renewed(agent, issued.known);
  });
  call.tell('agent.renewed', { agent: agent.agent, slot: agent.slot });
  return { gateway, agent: agent.agent, certificate: issued!.certificate, authority: authority.certificate };

  async function issueFor(name: string): Promise<IssuedCertificate> {
    const { request } = bodyOf(bodies.renew, call.body);
    const { requestedKey } = await import('../authority/requested-key.ts');
    const { issueCertificate } = await import('../authority/issue-certificate.ts');
    const key = await requestedKey(request);
    return issueCertificate({
      authority,
      gateway,
      agent: name,
      key,
      days: relay.agents.certificateDays,
      now: platform.now(),
    });
  }
};

/** POST /connect. */
export const connect = async (context: RelayContext, call: RouteCall): Promise<Connection> => {
  const { places, platform, version } = context;
  const { agent } = await signed(context, call, ({ agent }) =>
    connected(agent, bodyOf(bodies.connect, call.body), platform.now()),
  );
  const { slot, process } = agent;
  if (process?.version === version) await endUpdateTurn(places.registry, agent.agent, version);
  const [gateKey, access] = await Promise.all([context.gateKey(), places.lend(slot)]);
  call.tell('agent.connected', { agent: agent.agent, slot, version: process?.version, system: process?.system });
  return { now: platform.now(), ...gateKey, access };
};

/** POST /heartbeat. */
export const heartbeat = async (context: RelayContext, call: RouteCall): Promise<HeartbeatAnswer> => {
  const { platform } = context;
  const admitted = await signed(context, call, ({ agent }) =>
    heard(agent, bodyOf(bodies.heartbeat, call.body), platform.now()),
  );
  const { agent } = admitted;
  const { running = 0, draining = false } = agent.process ?? {};
  call.tell('agent.heartbeat', { agent: agent.agent, slot: agent.slot, running, draining });
  await context.watch();
  const now = platform.now();
  return { now, renew: isRenewalDue(admitted.certificate, now), ...(await updateFor(context, admitted, now)) };
};

/** POST /access. */
export const access = async (context: RelayContext, call: RouteCall): Promise<AgentAccess> => {
  const { agent } = await signed(context, call, ({ agent }) =>
    asked(agent, bodyOf(bodies.process, call.body).incarnation),
  );
  return context.places.lend(agent.slot);
};

/** POST /goodbye. */
export const goodbye = async (context: RelayContext, call: RouteCall): Promise<object> => {
  const { agent } = await signed(context, call, ({ agent }) =>
    gone(agent, bodyOf(bodies.process, call.body).incarnation),
  );
  call.tell('agent.goodbye', { agent: agent.agent, slot: agent.slot });
  return {};
};

/** Has a signed call take effect; what it says is read only once it is proved. */
const signed = ({ calls, document }: RelayContext, call: RouteCall, effect: AgentEffect): Promise<AdmittedCall> => {
  const { method, path, body, request } = call;
  const signedCall = readSignedCall({ method, path, body, headers: request.headers }, calls.now());
  return callAsAgent(calls, signedCall, (admitted) => {
    if (admitted.agent.slot > document.relay.agents.maximum) throw slotGone();
    return effect(admitted);
  });
};

/** Whoever lowers the maximum takes queues and mailboxes away, and the registry still names those that had them. */
const slotGone = (): RelayRefused =>
  new RelayRefused(
    'slot-gone',
    'The gateway has no place for this agent any more: raise relay.agents.maximum and deploy, or enrol it again with a new code if another place is free.',
  );

/** Two thirds of its life are over. */
const isRenewalDue = ({ beginsAt, endsAt }: KnownCertificate, now: number): boolean =>
  now >= beginsAt + ((endsAt - beginsAt) * 2) / 3;

const updateFor = async (
  { version, document, places }: RelayContext,
  { agent: { agent, process } }: AdmittedCall,
  now: number,
): Promise<Pick<HeartbeatAnswer, 'newVersion' | 'update'>> => {
  if (!process || process.version === version) return { update: false };
  const mayUpdate = !process.draining && isUpdateTime(document.relay.updateWindow, now);
  return { newVersion: version, update: mayUpdate && (await takeUpdateTurn(places.registry, agent, version, now)) };
};
