import type { KeyObject } from 'node:crypto';
import { publicKeyText } from '../authority/public-key-text.ts';
import type { Enrolment } from '../protocol.ts';
import { agentName } from '../registry/agent-name.ts';
import { type Admission, enrolAgent, keyHash } from '../registry/enrol-agent.ts';
import { codeParts } from '../registry/enrolment-code.ts';
import { checkCode, spendCode } from '../registry/spend-code.ts';
import { codeRefused } from '../registry/stored-code.ts';
import { RelayRefused } from '../relay-refused.ts';
import { bodies, bodyOf } from './bodies.ts';
import type { RelayContext, RouteCall } from './relay-context.ts';

/** POST /agents, with a code or by a registrar. */
export const enrol = async (context: RelayContext, call: RouteCall): Promise<Enrolment> => {
  const { places, platform, document } = context;
  const { code, agent, request } = bodyOf(bodies.enrol, call.body);
  const admit = code === undefined ? await byRegistrar(context, call, agent) : await byCode(context, code, agent);
  // Who may not enrol anything costs no look at what they send.
  const { requestedKey } = await import('../authority/requested-key.ts');
  const key = await requestedKey(request);
  const admission = await admit(key);
  const now = platform.now();
  const { gateway, relay } = document;
  const { certificateDays: days, maximum } = relay.agents;
  const authority = await context.authority();
  const { issueCertificate } = await import('../authority/issue-certificate.ts');
  const { certificate, known } = await issueCertificate({ authority, gateway, agent: admission.agent, key, days, now });
  const options = { registry: places.registry, maximum, now, unique: platform.reference };
  const enrolled = await enrolAgent(options, admission, known);
  call.tell('agent.enrolled', { agent: enrolled.agent, slot: enrolled.slot, registrar: enrolled.registrar });
  return { gateway, agent: enrolled.agent, certificate, authority: authority.certificate };
};

/** Says whom an agent with this key is let in as. */
type Admit = (key: KeyObject) => Promise<Admission>;

const byRegistrar = async (
  { verify, platform }: RelayContext,
  { request, publicUrl }: RouteCall,
  agent: string | undefined,
): Promise<Admit> => {
  const registrar = await verify(request, publicUrl);
  const admission = { agent: agentName(agent), registrar, at: platform.now(), replaces: false };
  return async () => admission;
};

const byCode = async (
  { places: { registry }, platform, authority, codeLimit }: RelayContext,
  code: string,
  agent: string | undefined,
): Promise<Admit> => {
  if (codeParts(code)?.authority !== (await authority()).fingerprint) throw codeRefused('it is not of this gateway');
  if (!codeLimit.take()) throw tooMany();
  await checkCode(registry, code, platform.now());
  return (key) =>
    spendCode(registry, code, { key: keyHash({ publicKey: publicKeyText(key) }), agent, now: platform.now() });
};

const tooMany = (): RelayRefused =>
  new RelayRefused('unavailable', 'Try again in a minute: too many codes were tried.', {
    reason: 'more codes were tried in a minute than this process looks up',
    retryAfter: 60,
  });
