import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pacer } from '../../../../connectors/defined/import/pacer.ts';
import { virtualClock } from '../../../lambda/support/virtual-clock.ts';

/** Requests that take so long, and the pauses that their answers ask for. */
const requests = fc.array(fc.record({ takes: fc.nat(500), pause: fc.constantFrom(0, 0, 0, 900) }), { maxLength: 25 });

test('a pacer keeps to what a source bears, lets everybody go in turn, and stops for no clock that is set back', async () => {
  await fc.assert(
    fc.asyncProperty(
      requests,
      fc.integer({ min: 1, max: 4 }),
      fc.option(fc.record({ requests: fc.integer({ min: 1, max: 5 }), seconds: fc.constantFrom(0.2, 1) }), {
        nil: undefined,
      }),
      fc.option(fc.nat(24), { nil: undefined }),
      async (asked, parallel, every, setBackAt) => {
        const clock = virtualClock(10_000_000);
        let setBack = 0;
        const { sleep } = clock;
        const pace = pacer({ parallel, every }, { now: () => clock.now() - setBack, sleep });
        const starts: { readonly request: number; readonly at: number }[] = [];
        let running = 0;
        let quietUntil = 0;
        const run = asked.map(async ({ takes, pause }, request) => {
          await pace.start();
          const at = clock.now();
          starts.push({ request, at });
          expect(++running).toBeLessThanOrEqual(parallel);
          // What had passed the gate in the same instant is on its way.
          expect(at).toBeGreaterThanOrEqual(quietUntil);
          if (request === setBackAt) setBack = 3_600_000;
          await sleep(takes);
          running--;
          if (pause > 0) {
            pace.pause(pause);
            quietUntil = Math.max(quietUntil, clock.now() + pause);
          }
          pace.end();
        });
        await clock.run(Promise.all(run));
        expect(starts.map(({ request }) => request)).toEqual(asked.map((_, request) => request));
        if (!every) return;
        for (let at = every.requests; at < starts.length; at++)
          expect(starts[at]!.at - starts[at - every.requests]!.at).toBeGreaterThanOrEqual(every.seconds * 1_000);
        const worst = asked.length * (500 + 900 + every.seconds * 1_000);
        expect(clock.now() - 10_000_000).toBeLessThanOrEqual(worst);
      },
    ),
    { numRuns: 150 },
  );
});

test('a place is free again when waiting for it was given up', async () => {
  const given = new Error('given up');
  let isUp = false;
  const pace = pacer(
    { parallel: 1, every: undefined },
    { now: () => 0, sleep: async () => (isUp ? Promise.reject(given) : undefined) },
  );
  pace.pause(10);
  isUp = true;
  await expect(pace.start()).rejects.toBe(given);
  await expect(pace.start()).rejects.toBe(given);
});
