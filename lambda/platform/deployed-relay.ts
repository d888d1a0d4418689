import type { DeployedRelay } from '../../config/deployed-relay.ts';

type RelayOn<Host extends DeployedRelay['host']> = Extract<DeployedRelay, { host: Host }>;

/** Texts and lists of texts that must be there, by host. */
const needed = {
  aws: { texts: ['region', 'bucket', 'gateKey'], lists: ['queueUrls'] },
  gcp: { texts: ['registryBucket', 'mailboxBucket', 'gateKey'], lists: ['topics', 'subscriptions'] },
  azure: { texts: ['account', 'gateKey'], lists: [] },
} as const satisfies Record<DeployedRelay['host'], { texts: readonly string[]; lists: readonly string[] }>;

/**
 * Reads where the deployment put the relay, from the text of `SALLYPORT_RELAY`.
 *
 * @param text `undefined` or empty if the function has nothing to do with a relay
 * @throws Error, at the start of the function, if it is for another host or not whole: then its template was changed
 * @example deployedRelay(process.env.SALLYPORT_RELAY, 'gcp')?.topics[0]
 */
export const deployedRelay = <Host extends DeployedRelay['host']>(
  text: string | undefined,
  host: Host,
): RelayOn<Host> | undefined => {
  if (!text) return undefined;
  const relay = parsed(text);
  if (relay['host'] !== host) throw wrong(`is for another host than ${host}`);
  const { texts, lists } = needed[host];
  for (const name of texts) if (!isText(relay[name])) throw wrong(`has no ${name}`);
  for (const name of lists) {
    const list = relay[name];
    if (!Array.isArray(list) || list.length === 0 || !list.every(isText)) throw wrong(`has no ${name}`);
  }
  if (host === 'azure' && !(Number.isInteger(relay['slots']) && Number(relay['slots']) > 0))
    throw wrong('has no slots');
  return relay as unknown as RelayOn<Host>;
};

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw wrong('is not JSON');
  }
};

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const wrong = (why: string): Error => new Error(`SALLYPORT_RELAY ${why}: deploy the gateway again`);
