import { type RelayProblem, relayProblems } from '../../protocol.ts';
import { AgentError } from '../agent-error.ts';

/** What to do about each refusal of a gate. */
const remedies: Readonly<Record<RelayProblem, string>> = {
  'request-malformed':
    'the gate does not understand this agent: is its version too old? Install the one that the gate has',
  'code-refused':
    'the gate does not accept the code: it was used already, has expired, or is for another gateway. Ask for a fresh one: sallyport agent code <agent>',
  'registrar-refused':
    'the gate does not accept that token as a registrar’s: does its configuration name you, in relay.registrars, with this issuer, audience and subject?',
  'agent-refused':
    'the gate does not let an agent of that name in: it is there already. Revoke and remove it first, or choose another name',
  'agent-unknown': 'the gate does not know this agent any more: enrol it again with --force and a fresh code',
  'agent-revoked':
    'this agent was revoked. If that was a mistake: remove it there, and enrol it again with --force and a fresh code',
  'certificate-expired':
    'the certificate of this agent has expired: enrol it again with --force and a fresh code; its agent.yaml stays',
  'signature-refused':
    'the gate does not accept the signature of this agent: enrol it again with --force and a fresh code',
  'clock-differs': 'the clock of this machine differs from the gate’s, and correcting it did not help: set it (NTP)',
  'call-replayed': 'the gate has seen this call before: try again',
  'agent-replaced':
    'another process of this agent has taken its place: is it started twice, or its folder copied to another machine? Enrol each machine as an agent of its own',
  'agents-full': 'there are as many agents as relay.agents.maximum allows: remove one, or raise it and deploy',
  'slot-gone':
    'the gateway has no place for this agent any more, for relay.agents.maximum was lowered: raise it and deploy, or enrol this agent again with --force and a fresh code, if another place is free',
  'not-found':
    'there is no relay at this URL: is it the output of the deployment, and does the configuration have relay?',
  unavailable: 'the gate can not answer now: try again',
  internal: 'the gate failed: its log says why',
};

const isProblem = (code: unknown): code is RelayProblem =>
  typeof code === 'string' && Object.hasOwn(relayProblems, code);

/**
 * Why the relay's function refused a call, by its problem document (RFC 9457). What is no such document is not of a gate.
 *
 * @param text of the answer
 */
export const refusedCall = (status: number, text: string): AgentError => {
  const { code, now } = membersOf(text);
  if (isProblem(code)) {
    return new AgentError(code, `${remedies[code]} (${code})`, typeof now === 'number' ? { gateNow: now } : {});
  }
  return new AgentError(
    'gate-unreachable',
    `what answers at this URL, with status ${status}, is no gate: is the URL right, and does a proxy ask for a sign-in?`,
  );
};

const membersOf = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};
