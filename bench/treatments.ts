import { createHmac, randomBytes } from 'node:crypto';
import type { Treatment } from '../config/shapes/shape.ts';
import { deriveKeys } from '../lambda/keys/gateway-keys.ts';
import { makeKeyRing } from '../lambda/keys/key-ring.ts';
import { putBack } from '../lambda/shapes/treatments/put-back.ts';
import { treatmentsWith } from '../lambda/shapes/treatments/treatments-with.ts';
import { atLeast, beside, type Measurement, median } from './measurement.ts';

const rounds = 9;
const keys = deriveKeys('bench', makeKeyRing(randomBytes));
const treatments = treatmentsWith(keys);
const sentence = 'The quick brown fox wrote it down, and the lazy dog has read it twice since. ';
const secret = randomBytes(32);

const treating = (treatment: Treatment, textOf: (number: number) => string) => {
  const treat = treatments.treatOf({ type: 'string', treatment })!;
  return (number: number) => treat(textOf(number), 'string');
};
const email = (number: number): string => `user.${number}@mail${number % 7}.example`;
const pseudonym = treatments.treatOf({ treatment: 'pseudonym-reversible' })!('4711', 'number')!;

interface Way {
  readonly act: (number: number) => unknown;
  /** How often it is done in one round; no number comes twice in any round. */
  readonly times: number;
}

const ways: Readonly<Record<string, Way>> = {
  'create-hmac': {
    times: 5_000,
    act: (number) => createHmac('sha256', secret).update(email(number)).digest('base64url'),
  },
  pseudonym: { times: 50_000, act: treating('pseudonym', email) },
  'pseudonym-again': { times: 50_000, act: treating('pseudonym', (number) => email(number % 500)) },
  reversible: { times: 5_000, act: treating('pseudonym-reversible', email) },
  'put-back': { times: 5_000, act: () => putBack(`/people/${pseudonym}.json`, keys) },
  'hash-ip': {
    times: 50_000,
    act: treating('hash-ip', (number) => `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`),
  },
  domain: { times: 50_000, act: treating('domain', email) },
  length: { times: 2_000, act: treating('length', () => sentence.repeat(4)) },
  redact: { times: 2_000, act: treating('redact', () => sentence.repeat(4)) },
};

/** Processor time of this process for one call, in microseconds. */
const costOf = ({ act, times }: Way, round: number): number => {
  const before = process.cpuUsage();
  for (let number = 0; number < times; number++) act(round * times + number);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
};

/** What treating one value costs; texts of 300 characters for `length` and `redact`. All ways take turns. */
export async function* treatmentCosts(): AsyncGenerator<Measurement> {
  const costs = Array.from({ length: rounds }, (_, round) =>
    Object.fromEntries(Object.entries(ways).map(([name, way]) => [name, costOf(way, round)])),
  );
  const cost = (name: string): number => median(costs.map((each) => each[name]!));
  for (const name of Object.keys(ways)) yield beside(`treatments.${name}`, cost(name), 'us');
  yield atLeast('treatments.create-hmac-of-pseudonym', cost('create-hmac') / cost('pseudonym'), 'x', 2);
  yield atLeast('treatments.pseudonym-of-again', cost('pseudonym') / cost('pseudonym-again'), 'x', 4);
}
