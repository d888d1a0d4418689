import { setTimeout } from 'node:timers/promises';
import { describe, expect, inject, test } from 'vitest';
import type { ImportContext } from '../../../connectors/connector.ts';
import type { Item, Json } from '../../../connectors/item.ts';
import { ldap } from '../../../connectors/ldap.ts';
import { importContext } from '../../connectors/support/import-context.ts';
import { batchesOf } from '../../connectors/support/read-all.ts';
import { accounts } from './directory-entries.ts';
import { groupOf, large } from './large-directory.ts';

const server = inject('directoryServer');
const context: ImportContext = importContext({ directory: server.folder, secret: async () => accounts.gate });
const options = {
  host: 'localhost',
  port: server.tlsPort,
  ca: './ca.pem',
  directory: 'openldap',
  base: 'dc=large,dc=example',
};

const links = large.users * large.groupsOfUser + (large.groups * 9) / 10;

interface Read {
  readonly entities: Set<string>;
  readonly relationships: Set<string>;
  doubles: number;
  pages: number;
}

const take = (read: Read, items: readonly Item[]): void => {
  for (const item of items) {
    if (item.kind === 'log') continue;
    const [set, key] =
      item.kind === 'entity' ? [read.entities, item.id] : [read.relationships, `${item.fromId}>${item.toId}`];
    if (set.has(key)) read.doubles++;
    set.add(key);
  }
};

describe(`a directory of ${large.users} users and ${links} links`, () => {
  test('is read to its end, in memory that does not grow with what is read of each entry', async () => {
    const batches = batchesOf(ldap, options, context);
    globalThis.gc!();
    const before = process.memoryUsage();
    const began = performance.now();
    let [peak, entities, relationships] = [0, 0, 0];
    for await (const { items } of batches) {
      for (const { kind } of items) {
        if (kind === 'entity') entities++;
        else if (kind === 'relationship') relationships++;
      }
      // What is left after a collection is what is held.
      if (relationships % 20_000 < 2_000 || entities % 20_000 === 0) {
        globalThis.gc!();
        const { heapUsed, arrayBuffers } = process.memoryUsage();
        peak = Math.max(peak, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers);
      }
    }
    const seconds = (performance.now() - began) / 1000;
    console.log(`${(peak / 1024 / 1024).toFixed(1)} MiB held at most, ${seconds.toFixed(1)} s`);
    expect([entities, relationships]).toEqual([large.users + large.groups, links]);
    expect(peak).toBeLessThan(64 * 1024 * 1024);
  });

  test('is complete and without doubles in pages, each by a session of its own', async () => {
    const read: Read = { entities: new Set(), relationships: new Set(), doubles: 0, pages: 0 };
    let cursor: Json | undefined;
    do {
      read.pages++;
      let resume: Json | undefined;
      let seen = 0;
      for await (const batch of batchesOf(ldap, options, { ...context, cursor })) {
        take(read, batch.items);
        seen += batch.items.length;
        resume = batch.resume;
        if (resume !== undefined && seen > 50_000) break;
      }
      cursor = resume;
    } while (cursor !== undefined);
    expect(read.pages).toBeGreaterThan(8);
    expect([read.entities.size, read.relationships.size, read.doubles]).toEqual([large.users + large.groups, links, 0]);
  });

  test('has effective members where they are asked for', async () => {
    const resolved = { ...options, users: { only: '(uid=user1*)' }, memberships: { nested: 'resolve' } };
    const found = new Map<string, number>();
    for await (const { items } of batchesOf(ldap, resolved, context))
      for (const item of items)
        if (item.kind === 'relationship' && item.fromType === 'user')
          found.set(item.toId, (found.get(item.toId) ?? 0) + 1);
    // group10 holds what is in group10 … group19.
    const chain = new Set<number>();
    for (let user = 0; user < large.users; user++)
      for (let nth = 0; nth < large.groupsOfUser; nth++) {
        const group = groupOf(user, nth);
        if (`user${user}`.startsWith('user1') && group >= 10 && group < 20) chain.add(user);
      }
    const counts = [...found.values()].sort((one, other) => other - one);
    expect(counts).toContain(chain.size);
    expect(found.size).toBe(large.groups);
  });

  test('is left at once when nobody wants it any more', async () => {
    const stop = new AbortController();
    const batches = batchesOf(ldap, options, { ...context, signal: stop.signal });
    await batches.next();
    const next = batches.next();
    await setTimeout(50);
    const began = performance.now();
    stop.abort(new Error('nobody listens'));
    await expect(next).rejects.toThrow('nobody listens');
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
