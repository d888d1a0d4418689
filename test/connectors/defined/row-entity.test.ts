import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../standins/stand-in.ts';
import { connectorUnderTest } from '../catalog/support/connector-under-test.ts';
import { badgesDefinition, startBadges } from './support/badges.ts';

let badges: StandIn;
beforeAll(async () => {
  badges = await startBadges('link');
});
afterAll(() => badges.stop());

/** The badge system with one more list, of rows that other lists make entities of. */
const sourceWith = (list: string) =>
  connectorUnderTest({
    source: {
      connector: 'custom',
      definition: './badges.yaml',
      settings: { domain: 'badges.example.com' },
      read: ['handed-out'],
    },
    secret: { token: 'good' },
    origins: { 'badges.example.com': badges.origin },
    files: {
      './badges.yaml': badgesDefinition
        .replace(/^paging: none/m, 'paging: { link: next }')
        .replace('\nendpoints:', `\n  handed-out:\n${list}endpoints:`),
    },
  });

const handedOut = (more: string) => `    about: Who has which badge.
    request: GET /holders
    rows: items
${more}    items:
      - each: badges
        where: { /lost/at: null, kind: [card, null] }
        relationship: { from: self, to: { type: badge, id: serial } }
`;

const rows = [
  { id: 1, badges: [{ serial: 'a' }, { serial: 'b', lost: { at: 7 } }, { serial: 'c', lost: { at: null } }] },
  {
    id: 2,
    badges: [
      { serial: 'd', kind: 'phone' },
      { serial: 'e', kind: 'card' },
    ],
  },
];

describe('a list of links', () => {
  test('says which entity a row is, and takes elements that have nothing there', async () => {
    badges.answerNext({ status: 200, body: { items: rows } });
    const { items } = await sourceWith(handedOut('    self: { type: user, id: id }\n')).read();
    expect(
      items.map((item) => (item.kind === 'relationship' ? `${item.fromType} ${item.fromId} ${item.toId}` : item)),
    ).toStrictEqual(['user 1 a', 'user 1 c', 'user 2 e']);
  });

  test('must say it', () => {
    expect(() => sourceWith(handedOut(''))).toThrow(/is no entity: no item makes one of the row/);
  });

  test('says it once', () => {
    const twice = handedOut('    self: { type: user, id: id }\n').replace(
      '    items:\n',
      '    items:\n      - entity: { type: user, id: id }\n',
    );
    expect(() => sourceWith(twice)).toThrow(/says again what an item makes of the row/);
  });
});
