import { alternativesOf } from '../../connectors/authentication/alternatives-of.ts';
import type { Authentication } from '../../connectors/authentication/authentication.ts';
import { fieldsOfScheme } from '../../connectors/authentication/fields-of.ts';
import { missingFields } from '../../connectors/authentication/missing-fields.ts';
import { collectorHeaders } from '../../connectors/collector-headers.ts';
import { parseHeaders } from '../../lambda/telemetry/parse-headers.ts';
import { candidatesOf } from '../../lambda/tokens/secret-candidates.ts';
import type { Configured } from '../configured-source.ts';
import type { SourceHost } from '../source-host.ts';
import { authenticationOf, sourceTokens } from '../tokens/source-tokens.ts';
import { toldOfSource } from '../told-of-source.ts';
import { type Finding, good, untried, wrong } from './finding.ts';
import { readableFields } from './readable-fields.ts';
import { tryToken, withNext } from './try-token.ts';

type Fields = Readonly<Record<string, string>>;

/** How thoroughly a secret is checked. */
export interface CheckOptions {
  /** Whether nothing may be called but the secret store. */
  readonly isOffline: boolean;
  readonly stop: AbortSignal;
}

/**
 * Checks a source's secret: is all there, can it be read, and do the authorization servers accept it. Tokens that are obtained on the
 * way are kept: they may be the only ones that are valid afterwards.
 */
export const checkSecret = async (
  configured: Configured,
  host: SourceHost,
  { isOffline, stop }: CheckOptions,
): Promise<readonly Finding[]> => {
  const { fields } = await host.secrets.read();
  const authentication = authenticationOf(configured, host);
  const { findings, used } = completeness(authentication, fields);
  const own = requiredFields(configured, authentication, fields);
  const readable = await Promise.all(
    used.map((name) => readability(authentication, name, fields, host.platform.now())),
  );
  const seen = [...findings, ...own, ...readable.flat()];
  const ofCollector = collectorFindings(configured, fields);
  const toldHere = (found: readonly Finding[]) =>
    found.map((each) => ({ ...each, says: toldOfSource(each.says, configured, host) }));
  const isTried = !isOffline && seen.every(({ state }) => state !== 'wrong');
  if (!isTried) return toldHere([...seen, ...ofCollector]);
  const tokens = sourceTokens(configured, host).filter(({ name }) => used.includes(name));
  const tried: Finding[] = [];
  for (const token of tokens) tried.push(...(await tryToken(token, fields, stop)));
  return toldHere([...seen, ...tried, ...triedByCalls(configured, authentication, used), ...ofCollector]);
};

/** Which schemes are used as things are entered, and what the others lack. */
const completeness = (
  authentication: Authentication,
  fields: Fields,
): { readonly findings: readonly Finding[]; readonly used: readonly string[] } => {
  const endpoints = [undefined, ...Object.keys(authentication.endpoints ?? {})];
  const used = new Set<string>();
  const findings: Finding[] = [];
  for (const endpoint of endpoints) {
    if (alternativesOf(authentication, endpoint).flat().length === 0) continue;
    const about = endpoint ?? 'calls';
    const alternatives = missingFields(authentication, fields, endpoint);
    const taken = alternatives.find((each) => each.fields.length === 0);
    for (const name of taken?.schemes ?? []) used.add(name);
    if (taken) findings.push(good(about, proved(taken.schemes)));
    else {
      const lacks = alternatives.map((each) => `${each.schemes.join(' and ')} lacks ${namesOf(each.fields)}`);
      findings.push(
        wrong(about, `can not be made: ${lacks.join('; or ')}: enter them with sallyport secrets set <source>`),
      );
    }
  }
  return { findings, used: [...used] };
};

const proved = (schemes: readonly string[]): string =>
  schemes.length > 0 ? `are proved by ${schemes.join(' and ')}` : 'are made without credentials';

const namesOf = (fields: readonly { readonly name: string }[]): string => fields.map(({ name }) => name).join(', ');

/** Of connectors that see to their credentials themselves, such as databases, and what those who call a sync are proved with. */
const requiredFields = (
  { requirements }: Configured,
  authentication: Authentication,
  fields: Fields,
): readonly Finding[] => {
  const ofSchemes = new Set(
    Object.keys(authentication.schemes).flatMap((scheme) =>
      fieldsOfScheme(authentication, scheme).map(({ name }) => name),
    ),
  );
  return requirements.secret
    .filter(({ name, required }) => required && !ofSchemes.has(name))
    .map(({ name }) => (fields[name] ? good(name, 'is entered') : wrong(name, 'is not entered')));
};

/** What the collector says to them is seen where telemetry is sent from. */
const collectorFindings = ({ requirements }: Configured, fields: Fields): readonly Finding[] => {
  const { name } = collectorHeaders;
  const text = fields[name];
  if (!text || !requirements.secret.includes(collectorHeaders)) return [];
  if (parseHeaders(text)) return [untried(name, 'can be read; only the collector knows whether it accepts this')];
  return [wrong(name, 'can not be read: enter it in the form api-key=abc,x-tenant=acme%20eu')];
};

/** The value that is valid, and the one that comes next during a rotation. */
const readability = async (
  { schemes }: Authentication,
  name: string,
  fields: Fields,
  now: number,
): Promise<readonly Finding[]> => {
  const scheme = schemes[name]!;
  const [current, next] = candidatesOf(fields, scheme);
  const findings = await readableFields(name, scheme, current!, now);
  if (!next) return findings;
  const ofNext = await readableFields(name, scheme, next, now);
  return [...findings, ...ofNext.map((finding) => ({ ...finding, about: `${finding.about} ${withNext}` }))];
};

/** What only a call shows. */
const triedByCalls = (
  { kind, trial, requirements }: Configured,
  { schemes }: Authentication,
  used: readonly string[],
): readonly Finding[] => {
  const itself = requirements.secret.length > 0 && Object.keys(schemes).length === 0 ? [kind] : [];
  const abouts = [...used.filter((scheme) => schemes[scheme]!.kind !== 'token'), ...itself];
  return abouts.map((about) => untried(about, `only a call shows whether this is accepted: sallyport ${trial}`));
};
