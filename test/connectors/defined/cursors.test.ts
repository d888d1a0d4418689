import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../../connectors/item.ts';
import type { StandIn } from '../../standins/stand-in.ts';
import { connectorUnderTest } from '../catalog/support/connector-under-test.ts';
import { badgesDefinition, startBadges } from './support/badges.ts';

const definition = badgesDefinition.replace('paging: none', 'paging: { link: next }');

let badges: StandIn;
beforeAll(async () => {
  badges = await startBadges('link');
});
afterAll(() => badges.stop());

const sourceWith = (more: Readonly<Record<string, unknown>> = {}) =>
  connectorUnderTest({
    source: { connector: 'custom', definition: './badges.yaml', settings: { domain: 'badges.example.com' }, ...more },
    secret: { token: 'good' },
    origins: { 'badges.example.com': badges.origin },
    files: { './badges.yaml': definition },
  });

/** Whether a cursor is refused before anything is asked. */
const refuses = async (cursor: Json, source = sourceWith()): Promise<void> => {
  const before = badges.requests.length;
  const { error, items } = await source.import(cursor);
  expect({ error, items }).toEqual({ error: 'invalid_argument', items: [] });
  expect(badges.requests).toHaveLength(before);
};

describe('a cursor', () => {
  test('shows nothing of the source', async () => {
    const source = sourceWith({ read: ['members'] });
    const cursor = await source.firstCursor();
    expect(cursor).toMatch(/^[\w.-]+$/);
    expect(await source.openCursor(cursor)).toMatchObject({ position: { rows: expect.any(Array) } });
    expect(JSON.stringify(cursor)).not.toContain('t/1');
  });

  test('can not be made by a vendor: it would say which rows and addresses are read', async () => {
    const row = { variables: { key: 't/2' }, type: 'team', id: 'somebody' };
    const position = { list: 'teams', page: 'end', rows: [row], counts: {} };
    const { options } = (await sourceWith().openCursor(await sourceWith().firstCursor())) as { options: string };
    await refuses({ options, position });
    await refuses({ changes: { options, position: { changes: { teams: { link: '/api/teams?everything=1' } } } } });
  });

  test('can not be changed', async () => {
    const cursor = String(await sourceWith().firstCursor());
    for (let at = 0; at < cursor.length - 2; at += 7) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      await refuses(cursor.slice(0, at) + other + cursor.slice(at + 1));
    }
    await refuses(cursor.slice(0, -8));
  });

  test('is none of another source, or of other settings', async () => {
    await refuses(await sourceWith({ read: ['holders'] }).firstCursor());
    const other = connectorUnderTest({
      source: { connector: 'custom', definition: './badges.yaml', settings: { domain: 'badges.example.com' } },
      secret: { token: 'good' },
      origins: { 'badges.example.com': badges.origin },
      files: { './badges.yaml': definition },
      name: 'other',
    });
    await refuses(await other.firstCursor());
  });
});
