import { setTimeout as sleepFor } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportContext } from '../../../connectors/connector.ts';
import type { DefinedSource } from '../../../connectors/defined/defined-source.ts';
import { runningDefined } from '../../../connectors/defined/running-defined.ts';
import type { Batch } from '../../../connectors/item.ts';
import { type StandIn, type StandInAnswer, startStandIn } from '../../standins/stand-in.ts';
import { connectorUnderTest } from '../catalog/support/connector-under-test.ts';
import { importContext } from '../support/import-context.ts';

const definition = `
title: Teams
about: Teams and who is in them.
documentation: [https://teams.example/docs]
server: https://teams.example
authentication: { token: { about: A token., with: bearer } }
rateLimits: { about: None., parallel: 3 }
paging: { link: next }
lists:
  teams:
    about: Teams.
    request: GET /teams
    rows: rows
    items: [{ entity: { type: team, id: id } }]
  members:
    about: Members.
    for: teams
    request: GET /teams/{id}/members
    rows: rows
    items: [{ relationship: { from: { type: user, id: id }, to: parent } }]
`;

let answer: (path: string) => StandInAnswer | Promise<StandInAnswer>;
let running = 0;
let standIn: StandIn;
beforeEach(async () => {
  standIn = await startStandIn(async ({ target }) => {
    running++;
    try {
      return await answer(target.replace('/teams.example', ''));
    } finally {
      running--;
    }
  });
});
afterEach(() => standIn.stop());

/** What hangs until the test ends. */
const never = () => new Promise<never>(() => undefined);

const teams = (count: number, next?: string) => ({
  status: 200,
  body: { rows: Array.from({ length: count }, (_, id) => ({ id })), ...(next && { next }) },
});

/** An import as the handler runs it, with real time. */
const started = (more: Partial<ImportContext> = {}): AsyncGenerator<Batch, void, undefined> => {
  const { document } = connectorUnderTest({
    source: { connector: 'custom', definition: './teams.yaml', serve: ['import'] },
    origins: {},
    files: { './teams.yaml': definition },
  });
  const context = importContext({
    now: Date.now,
    cursorSeal: async () => ({ seal: (text) => text, open: async (text) => text }),
    fetchSource: (url, init) => fetch(String(url).replace('https://', `${standIn.origin}/`), init),
    ...more,
    sleep: (milliseconds) => sleepFor(milliseconds, undefined, { signal: more.signal }),
  });
  return runningDefined.import!(document.source.options as unknown as DefinedSource, context);
};

const withinSeconds = async <Result>(result: Promise<Result>): Promise<Result> =>
  Promise.race([
    result,
    sleepFor(3_000).then(() => {
      throw new Error('it hangs');
    }),
  ]);

describe('an import', () => {
  test('gives what came before a page that failed while it was worked on', async () => {
    answer = (path) => {
      if (path === '/teams') return teams(1, '/teams?page=2');
      return path.includes('members') ? teams(1) : { status: 400, body: {} };
    };
    const kinds: string[] = [];
    const read = async () => {
      for await (const { items } of started()) {
        kinds.push(...items.map(({ kind }) => kind));
        await sleepFor(50);
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'cursor-invalid' });
    expect(kinds).toEqual(['entity', 'relationship']);
  });

  test('ends while pages and lists are on their way', async () => {
    answer = (path) => (path === '/teams' ? teams(20, '/teams?page=2') : never());
    const batches = started();
    await batches.next();
    await batches.next();
    const waiting = batches.next().then(() => batches.next());
    await sleepFor(50);
    expect(running).toBeGreaterThan(1);
    expect(running).toBeLessThanOrEqual(3);
    await withinSeconds(batches.return());
    expect(await withinSeconds(waiting)).toEqual({ done: true, value: undefined });
  });

  test('lets go of what is on its way when it fails', async () => {
    const closed: Promise<unknown>[] = [];
    answer = (path) => {
      if (path === '/teams') return teams(20);
      return path === '/teams/0/members' ? { status: 400, body: {} } : never();
    };
    const fetchSource: typeof fetch = (url, init) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (!/\/teams$|\/0\//.test(String(url))) closed.push(promise);
      init!.signal!.addEventListener('abort', () => resolve());
      return fetch(String(url).replace('https://', `${standIn.origin}/`), init);
    };
    const read = async () => {
      for await (const _ of started({ fetchSource })) {
        // Read to the end.
      }
    };
    await expect(withinSeconds(read())).rejects.toMatchObject({ code: 'source-failed' });
    expect(closed.length).toBeGreaterThan(0);
    await withinSeconds(Promise.all(closed));
  });

  test('can be broken off before the source has answered, and again when it goes on', async () => {
    answer = never;
    const batches = started();
    const first = await withinSeconds(batches.next());
    await batches.return();
    const again = started({ cursor: first.value!.resume });
    expect(await withinSeconds(again.next())).toEqual(first);
    await again.return();
    answer = (path) => (path === '/teams' ? teams(2) : teams(1));
    let items = 0;
    for await (const batch of started({ cursor: first.value!.resume })) items += batch.items.length;
    expect(items).toBe(4);
  });

  test.each<[string, StandInAnswer]>([
    ['the source wants to be left alone', { status: 429, headers: { 'retry-after': '600' } }],
    ['an attempt failed', { status: 503 }],
  ])('ends when its signal does while %s', async (_, refusal) => {
    answer = () => refusal;
    const controller = new AbortController();
    const batches = started({ signal: controller.signal });
    await batches.next();
    const waiting = batches.next();
    waiting.catch(() => undefined);
    await sleepFor(50);
    controller.abort(new Error('gone'));
    await expect(withinSeconds(waiting)).rejects.toThrow('gone');
  });
});
