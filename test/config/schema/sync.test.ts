import { describe, expect, test } from 'vitest';
import { syncDocument } from '../../../config/config.ts';
import { change } from '../problems-of.ts';
import { goodSync, parsedSync, syncProblems } from '../sync-forms.ts';

test('a sync comes out with its defaults', () => {
  const { sync } = parsedSync(goodSync);
  expect(sync).toEqual({
    readers: {
      from: 'books',
      users: { type: 'person', key: 'user.email', when: 'user.active' },
      groups: { type: 'team', nested: true },
      to: { destination: 'wall', options: { height: 3 } },
      map: {
        user: { email: '${user.email}', name: '${user.last}, ${user.first}', level: 3, note: null },
        tags: ['${user.office}', 'all'],
        more: '${user.more}',
      },
      grants: [
        { group: 'Sales', give: { roles: [{ name: '${group.name}' }], 'user.tags': ['a'] } },
        { each: 'user.centers', when: 'each.size() > 1', give: { tags: ['${each}'], more: ['b'] } },
        { when: 'user.office == "Ghent"', give: { roles: [{ name: 'Ghent' }] } },
      ],
      full: { cron: '0 4 * * 0', timeZone: 'UTC' },
      adopt: 'nothing',
      deleteAfterDays: 30,
      guard: { percent: 20, count: 100, sourcePercent: 50, groupPercent: 50, attributePercent: 50, few: 5 },
      rate: { concurrency: 4 },
      quarantine: { percent: 40, few: 10 },
    },
  });
});

test('a configuration without syncs has none', () => {
  const start = goodSync.indexOf('sync:\n');
  const end = goodSync.indexOf('deploy:\n');
  expect(parsedSync(goodSync.slice(0, start) + goodSync.slice(end)).sync).toEqual({});
});

test('the handler of a sync gets its own settings and those of its source', () => {
  const config = parsedSync(change(goodSync, 'sources:\n', 'sources:\n  boxes: { connector: crate, label: old }\n'));
  expect(syncDocument(config, 'readers', ['a.example'])).toEqual({
    gateway: 'acme',
    vendor: { name: 'elimity' },
    name: 'readers',
    sync: config.sync['readers'],
    source: config.sources['books'],
    hosts: ['a.example'],
  });
  expect(() => syncDocument(config, 'books')).toThrow(new RangeError('no sync is named books'));
});

describe('a sync is', () => {
  const more = (text: string): readonly [string, string] => ['    to: {', `    ${text}\n    to: {`];

  test.each<[title: string, from: string, to: string, ...problems: string[]]>([
    [
      'right with everything',
      ...more(
        'schedule: { cron: "0 2 * * *", timeZone: UTC }\n    full: { cron: "0 3 * * 6", timeZone: Europe/Brussels }\n    adopt: matching\n    deleteAfterDays: null\n    guard: { percent: 5, count: 20 }\n    rate: { concurrency: 8, perSecond: 2.5 }\n    quarantine: { percent: 10, few: 3 }',
      ),
    ],
    [
      'right with owners that are members',
      'groups: { type: team }',
      'groups: { type: team, nested: false, as: [member, owner] }',
    ],
    [
      'refused with the name of a source',
      '  readers:\n',
      '  books:\n',
      '9:3 sync.books: is the name of a source already | name it otherwise, such as bi-users',
    ],
    [
      'refused with the name of the function for agents',
      '  readers:\n',
      '  relay:\n',
      "9:3 sync.relay: is the name of the gateway's function for agents | name it otherwise",
    ],
    [
      'refused from a source that there is not',
      'from: books',
      'from: book',
      '10:11 sync.readers.from: is no source of this file | the sources are: books',
    ],
    [
      'refused to a destination that there is not',
      'destination: wall',
      'destination: roof',
      '13:24 sync.readers.to.destination: is not a destination that is known here | Write wall.',
    ],
    [
      'refused through agents that there are not',
      'height: 3 }',
      'height: 3, via: relay }',
      '13:46 sync.readers.to.via: there are no agents that it could be reached through | add relay: { agents: { maximum: 2 } } to the file, or leave out via',
    ],
    [
      'refused with agents that it does not go through',
      'height: 3 }',
      'height: 3, agents: [berlin] }',
      '13:49 sync.readers.to.agents: the destination is not reached through agents | add via: relay to the destination, or leave out agents',
    ],
    [
      'refused without a key of users',
      ', key: user.email,',
      ',',
      '11:12 sync.readers.users.key: is missing | Write, for example: key: user.email',
    ],
    [
      'refused with a rule that nobody meets',
      '{ when: user.office == "Ghent", give: {',
      '{ give: {',
      '21:9 sync.readers.grants[2]: is met by nobody: write group, when or each | ',
    ],
    [
      'refused with a rule of groups and of lists',
      '{ group: Sales,',
      '{ group: Sales, each: groups,',
      '19:9 sync.readers.grants[0]: has group and each: write one of them, or two rules | ',
    ],
    [
      'refused with a guard of more than all',
      ...more('guard: { percent: 120 }'),
      '13:23 sync.readers.guard.percent: must be at most 100 | Write, for example: percent: 20',
    ],
    [
      'refused if it deletes at once',
      ...more('deleteAfterDays: 0'),
      '13:22 sync.readers.deleteAfterDays: must be at least 1 | Write, for example: deleteAfterDays: 30',
    ],
    [
      'refused with groups that are members as nothing',
      'groups: { type: team }',
      'groups: { type: team, as: [] }',
      '12:31 sync.readers.groups.as: must not be empty | Write, for example: as: [ member, owner ]',
    ],
  ])('%s', (_, from, to, ...problems) => {
    expect(syncProblems(change(goodSync, from, to))).toEqual(problems);
  });
});
