import { parseKeyRing } from '../../lambda/keys/key-ring.ts';
import { needsGatewayKey } from '../../stacks/known-sources.ts';
import type { Configured, ConfiguredSource } from '../configured-source.ts';
import { checkSecret } from '../secrets/check-secret.ts';
import { listSecret } from '../secrets/list-secret.ts';
import type { ExaminedSource } from './examined-host.ts';
import { failed, type Line, notKnown, ok } from './line.ts';

/** Whether the fields that a source needs are entered, and can be read. Of values nothing is said. */
export const secretLines = async (
  configured: Configured,
  { host }: Pick<ExaminedSource, 'host'>,
  stop: AbortSignal,
): Promise<readonly Line[]> => {
  if (configured.requirements.secret.length === 0) return [ok('secret', 'none is needed')];
  const findings = await checkSecret(configured, host, { isOffline: true, stop });
  const wrong = findings.filter(({ state }) => state === 'wrong');
  if (wrong.length > 0) {
    const todo = `enter what is missing: sallyport secrets set ${configured.name}${host.option}`;
    return [failed('secret', wrong.map(({ about, says }) => `${about} ${says}`).join('; '), todo)];
  }
  const { fields } = await listSecret(configured, host);
  const entered = fields.filter(({ isEntered }) => isEntered).map(({ name }) => name);
  return [ok('secret', entered.length > 0 ? `entered: ${entered.join(', ')}` : 'no field has to be entered')];
};

/** Whether the gateway's key is there, for a source that needs it. */
export const keyLines = async (
  { source, requirements }: ConfiguredSource,
  examined: ExaminedSource,
  deploys: string,
): Promise<readonly Line[]> => {
  const known = { source, requirements: source.check ? { ...requirements, state: true } : requirements };
  return needsGatewayKey(known) ? ownKeyLines(examined, deploys) : [];
};

/** Whether the gateway's key is there. */
export const ownKeyLines = async (
  { hasKey, readKey }: Pick<ExaminedSource, 'hasKey' | 'readKey'>,
  deploys: string,
): Promise<readonly Line[]> => {
  if (!hasKey) return [failed('key', 'the deployed source knows no place of it', `deploy again: ${deploys}`)];
  const text = await readKey();
  if (text === undefined) return [notKnown('key', 'there is none yet: the first call that needs one makes it')];
  return [ok('key', `${parseKeyRing(text).current} is the current one`)];
};
