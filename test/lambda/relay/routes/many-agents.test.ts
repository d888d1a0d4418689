import { expect, test } from 'vitest';
import type { StateStore } from '../../../../lambda/platform/state-store.ts';
import { memoryState } from '../../support/memory-state.ts';
import { codeFor, connectAs, enrol, heartbeatAs, relayWorld } from './relay-world.ts';

const names = Array.from({ length: 16 }, (_, index) => `agent-${index + 1}`);

/** A registry that counts writes that came too late. */
const counting = () => {
  const state = memoryState();
  const late: string[] = [];
  const registry: StateStore = {
    read: (name) => state.read(name),
    write: async (name, text, after) => {
      const version = await state.write(name, text, after);
      if (version === undefined) late.push(name);
      return version;
    },
  };
  return { registry, late };
};

test('as many agents as there may be are enrolled at once, and then get in the way of none of the others', async () => {
  const { registry, late } = counting();
  const world = relayWorld({ agents: { maximum: 16, certificateDays: 30 } }, { registry });
  const enrolments = await Promise.all(
    names.map(async (agent) => enrol(world, { code: (await codeFor(world, { agent })).code })),
  );
  expect(enrolments.map(({ status }) => status)).toEqual(names.map(() => 200));
  const connected = await Promise.all(enrolments.map(({ agent }) => connectAs(world, agent)));
  expect(connected.map(({ status }) => status)).toEqual(names.map(() => 200));
  expect(world.lent.toSorted((one, other) => one - other)).toEqual(names.map((_, index) => index + 1));

  late.length = 0;
  for (let beat = 0; beat < 3; beat++) {
    world.clock.now += 20_000;
    const beats = await Promise.all(enrolments.map(({ agent }) => heartbeatAs(world, agent)));
    expect(beats.map(({ status }) => status)).toEqual(names.map(() => 200));
  }
  // Each has an object of its own; who looks after the others is settled by one that they share.
  expect(late.filter((name) => name !== 'watch')).toEqual([]);
});
