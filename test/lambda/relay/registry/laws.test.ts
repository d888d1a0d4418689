import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlatformError } from '../../../../lambda/platform/platform-error.ts';
import { stateName } from '../../../../lambda/platform/state-name.ts';
import type { StateStore, StoredState } from '../../../../lambda/platform/state-store.ts';
import { agentDirectory } from '../../../../lambda/relay/registry/agent-directory.ts';
import type { KnownCertificate } from '../../../../lambda/relay/registry/agent-record.ts';
import { callAsAgent } from '../../../../lambda/relay/registry/call-as-agent.ts';
import { removeAgent, revokeAgent } from '../../../../lambda/relay/registry/end-agent.ts';
import { enrolAgent, keyHash } from '../../../../lambda/relay/registry/enrol-agent.ts';
import { issueCode } from '../../../../lambda/relay/registry/issue-code.ts';
import { parseSlots } from '../../../../lambda/relay/registry/slots.ts';
import { spendCode } from '../../../../lambda/relay/registry/spend-code.ts';
import { isAgent, parseAgent } from '../../../../lambda/relay/registry/stored-agent.ts';
import { parseCode } from '../../../../lambda/relay/registry/stored-code.ts';
import { RelayRefused } from '../../../../lambda/relay/relay-refused.ts';
import type { SignedCall } from '../../../../lambda/relay/signature/verify-call.ts';

const maximum = 2;
const names = ['berlin', 'paris', 'rome'] as const;
const authority = createHash('sha256').update('authority').digest('base64url');

/** Keys that agents have. */
const keys = Array.from({ length: 4 }, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const publicKeys = keys.map(({ publicKey }) => publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'));
const base = new TextEncoder().encode('what was signed');
const signatures = keys.map(({ privateKey }) => sign('sha256', base, { key: privateKey, dsaEncoding: 'ieee-p1363' }));

const pick = (count: number) => fc.nat({ max: count - 1 });
const operation = fc.oneof(
  fc.record({ do: fc.constant('code' as const), agent: pick(names.length), uses: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constant('enrol' as const), code: pick(4), key: pick(keys.length) }),
  fc.record({ do: fc.constant('admit' as const), agent: pick(names.length), key: pick(keys.length) }),
  fc.record({ do: fc.constant('remove' as const), agent: pick(names.length) }),
  fc.record({ do: fc.constant('revoke' as const), agent: pick(names.length) }),
  fc.record({ do: fc.constant('call' as const), key: pick(keys.length), nonce: pick(2) }),
);
type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

/** Whether a write of the store is heard of, and whether it was done if not. */
const faults = fc.infiniteStream(
  fc.oneof(
    { weight: 12, arbitrary: fc.constant('none' as const) },
    fc.constantFrom('not-done' as const, 'not-heard' as const),
  ),
);

/** A store in which everybody waits for their turn, that sometimes fails, and that checks after every write what must always hold. */
const racedStore = (
  scheduler: fc.Scheduler,
  fault: Iterator<'none' | 'not-done' | 'not-heard'>,
  check: (all: ReadonlyMap<string, StoredState>) => void,
): StateStore => {
  const stored = new Map<string, StoredState>();
  let versions = 0;
  const lost = () => new PlatformError('state-unreachable', 'the store is gone for a moment');
  return {
    async read(name) {
      await scheduler.schedule(Promise.resolve(), `read ${name}`);
      return stored.get(stateName(name));
    },
    async write(name, text, after) {
      const kind = fault.next().value;
      await scheduler.schedule(Promise.resolve(), `write ${name}`);
      if (kind === 'not-done') throw lost();
      if (stored.get(stateName(name))?.version !== after) return undefined;
      const version = `${++versions}`;
      stored.set(name, { text, version });
      check(stored);
      if (kind === 'not-heard') throw lost();
      return version;
    },
  };
};

/** Every agent has the slot that it was written with, and nobody else has it; no code is used more often than it allows. */
const checkAll = (all: ReadonlyMap<string, StoredState>): void => {
  const { agents } = parseSlots(all.get('slots')?.text);
  const given = Object.values(agents).map(({ slot }) => slot);
  expect(new Set(given).size).toBe(given.length);
  for (const slot of given) expect(slot).toBeLessThanOrEqual(maximum);
  for (const [name, { text }] of all) {
    if (name.startsWith('agents/')) {
      const entry = parseAgent(text);
      if (isAgent(entry)) expect(agents[entry.agent]).toEqual({ slot: entry.slot, claim: entry.claim });
    }
    if (name.startsWith('codes/')) {
      const { used, uses } = parseCode(text);
      expect(used.length).toBeLessThanOrEqual(uses);
      expect(new Set(used.map(({ agent }) => agent)).size).toBe(used.length);
      expect(new Set(used.map(({ key }) => key)).size).toBe(used.length);
    }
  }
};

interface Race {
  readonly registry: StateStore;
  readonly now: () => number;
  readonly unique: () => string;
  /** Codes that were issued, in order. */
  readonly codes: { readonly code: string; readonly uses: number }[];
  /** Keys that each code let in. */
  readonly let: Map<string, Set<number>>;
  /** How often each nonce had an effect for each certificate. */
  readonly effects: Map<string, number>;
  /** The certificate that each key was enrolled with last. */
  readonly thumbprints: Map<number, string>;
}

const certificateOf = (key: number, { unique, now }: Race): KnownCertificate => ({
  thumbprint: createHash('sha256').update(unique()).digest('base64url'),
  publicKey: publicKeys[key]!,
  beginsAt: now(),
  endsAt: now() + 86_400_000,
});

const enrol = async (race: Race, key: number, admission: Parameters<typeof enrolAgent>[1]): Promise<void> => {
  const { registry, now, unique } = race;
  const certificate = certificateOf(key, race);
  await enrolAgent({ registry, maximum, now: now(), unique }, admission, certificate);
  race.thumbprints.set(key, certificate.thumbprint);
};

const play = async (race: Race, step: Operation): Promise<void> => {
  const { registry, now, codes } = race;
  if (step.do === 'code') {
    const { code, uses } = await issueCode(
      registry,
      { agent: names[step.agent]!, uses: step.uses },
      { registrar: 'r', authority, now: now() },
    );
    codes.push({ code, uses });
    return;
  }
  if (step.do === 'enrol') {
    const { code } = codes[step.code] ?? { code: 'none' };
    const admission = await spendCode(registry, code, {
      key: keyHash({ publicKey: publicKeys[step.key]! }),
      now: now(),
    });
    race.let.set(code, (race.let.get(code) ?? new Set()).add(step.key));
    return enrol(race, step.key, admission);
  }
  if (step.do === 'admit')
    return enrol(race, step.key, { agent: names[step.agent]!, registrar: 'r', at: now(), replaces: true });
  if (step.do === 'remove') return void (await removeAgent(registry, names[step.agent]!, now()));
  if (step.do === 'revoke') return void (await revokeAgent(registry, names[step.agent]!, now()));
  const thumbprint = race.thumbprints.get(step.key) ?? 'none';
  const call: SignedCall = {
    thumbprint,
    nonce: `${step.nonce}`,
    createdAt: now(),
    base,
    signature: signatures[step.key]!,
  };
  const directory = agentDirectory(registry, { take: () => true }, now);
  await callAsAgent({ registry, directory, now }, call, ({ agent }) => agent);
  const effect = `${thumbprint} ${step.nonce}`;
  race.effects.set(effect, (race.effects.get(effect) ?? 0) + 1);
};

/** Refusals and a store that fails are a part of life. */
const playOn = async (race: Race, steps: readonly Operation[]): Promise<void> => {
  for (const step of steps) {
    await play(race, step).catch((thrown: unknown) => {
      if (!(thrown instanceof RelayRefused) && !(thrown instanceof PlatformError)) throw thrown;
    });
  }
};

test('however many race: never two agents in one slot, no code used too often, no call taken twice', async () => {
  const seen = { enrolled: 0, calls: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      faults,
      fc.array(fc.array(operation, { minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 5 }),
      async (scheduler, fault, racers) => {
        let clock = 1_000;
        let made = 0;
        let broken: unknown;
        const check = (all: ReadonlyMap<string, StoredState>) => {
          try {
            checkAll(all);
          } catch (thrown) {
            broken ??= thrown;
          }
        };
        const race: Race = {
          registry: racedStore(scheduler, fault[Symbol.iterator](), check),
          now: () => ++clock,
          unique: () => `${++made}`,
          codes: [],
          let: new Map(),
          effects: new Map(),
          thumbprints: new Map(),
        };
        const racing = Promise.all(racers.map((steps) => playOn(race, steps)));
        await scheduler.waitFor(racing);
        if (broken) throw broken;
        for (const { code, uses } of race.codes) expect(race.let.get(code)?.size ?? 0).toBeLessThanOrEqual(uses);
        for (const times of race.effects.values()) expect(times).toBe(1);
        seen.enrolled += race.thumbprints.size;
        seen.calls += race.effects.size;
      },
    ),
    { numRuns: Number(process.env['SALLYPORT_RUNS'] ?? 1) * 300 },
  );
  // Races in which nothing ever succeeds would prove nothing.
  expect(seen.enrolled).toBeGreaterThan(100);
  expect(seen.calls).toBeGreaterThan(20);
});
