import { once } from 'node:events';
import { connect } from 'node:net';
import type { CheckedLine } from './checked-line.ts';
import type { PolicyTarget } from './policy-targets.ts';

const connectMilliseconds = 5_000;

/** What to do about errors of the system, by their code. */
const remedies: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known to this machine’s DNS',
  EAI_AGAIN: 'its name can not be resolved now: does this machine reach a DNS server?',
  ECONNREFUSED: 'nobody listens there: is the port right, and does the service run?',
  EHOSTUNREACH: 'there is no way to it: look at the routes, and at firewalls',
  ENETUNREACH: 'there is no way to it: look at the routes, and at firewalls',
};

/** Whether a target takes connections from here. Nothing is sent to it. */
export const checkTarget = async ({ host, port }: PolicyTarget): Promise<CheckedLine> => {
  if (port === undefined) {
    return {
      what: host,
      outcome: 'unknown',
      text: 'its port is told by SQL Server’s browser service, which is asked with the first request',
    };
  }
  const what = `${host}:${port}`;
  const socket = connect({ host, port, autoSelectFamilyAttemptTimeout: 1_000 });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectMilliseconds) });
    return { what, outcome: 'good', text: `takes connections (${socket.remoteAddress})` };
  } catch (error) {
    const { code, errors } = error as { code?: string; errors?: { code?: string }[] };
    const known = remedies[code ?? ''] ?? remedies[errors?.[0]?.code ?? ''];
    const text =
      known ?? `no connection in ${connectMilliseconds / 1_000} s: does a firewall let this machine through?`;
    return { what, outcome: 'bad', text };
  } finally {
    socket.destroy();
  }
};
