import type { About, AgentStatus, EnrolmentCode } from '../protocol.ts';
import { listAgents } from '../registry/agent-status.ts';
import { issueCode } from '../registry/issue-code.ts';
import { bodies, bodyOf } from './bodies.ts';
import type { RelayContext, RouteCall } from './relay-context.ts';

/** GET /about, for anyone. */
export const about = async ({ document, version, authority }: RelayContext): Promise<About> => ({
  gateway: document.gateway,
  version,
  authority: (await authority()).fingerprint,
  signIn: document.relay.registrars.flatMap(({ name, issuer, clientId, audience }) =>
    clientId === undefined ? [] : [{ registrar: name, issuer, clientId, audience }],
  ),
});

/** POST /codes, by a registrar. */
export const codes = async (context: RelayContext, call: RouteCall): Promise<EnrolmentCode> => {
  const registrar = await context.verify(call.request, call.publicUrl);
  const wish = bodyOf(bodies.code, call.body);
  const { fingerprint } = await context.authority();
  const { registry } = context.places;
  const issued = await issueCode(registry, wish, { registrar, authority: fingerprint, now: context.platform.now() });
  const { agent, uses, expiresAt } = issued;
  call.tell('relay.code-issued', { registrar, agent, uses, expiresAt: new Date(expiresAt).toISOString() });
  return issued;
};

/** GET /agents, by a registrar. */
export const agents = async (context: RelayContext, call: RouteCall): Promise<readonly AgentStatus[]> => {
  await context.verify(call.request, call.publicUrl);
  const { places, platform, document } = context;
  return listAgents(places.registry, platform.now(), document.relay.agents.maximum);
};
