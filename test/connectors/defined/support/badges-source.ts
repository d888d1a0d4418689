import { connectorUnderTest } from '../../catalog/support/connector-under-test.ts';
import { type BadgesPaging, badgesDefinition } from './badges.ts';

const pagings: Readonly<Record<BadgesPaging, string>> = {
  link: '{ link: next }',
  header: '{ link: header }',
  token: '{ token: token, parameter: token }',
  body: '{ token: token, parameter: token, in: body, more: more }',
  continued: '{ token: token, parameter: token, in: body, more: more, request: "POST /teams/continue" }',
  after: '{ after: ROW, parameter: after, more: more }',
  offset: '{ offset: start, total: total }',
  page: '{ page: page, last: last }',
  none: 'none',
};

/** Every way of paging. */
export const badgesPagings = Object.keys(pagings) as BadgesPaging[];

/** The definition with one way of paging; of `after` and `continued` every list has its own. */
export const definitionWith = (paging: BadgesPaging): string => {
  const isPost = paging === 'body' || paging === 'continued';
  const text = badgesDefinition
    .replace(/^paging: none/m, 'paging: none')
    .replaceAll('request: GET', isPost ? 'request: POST' : 'request: GET');
  const own: Readonly<Record<string, [row: string, path: string]>> = {
    holders: ['id', '/holders'],
    teams: ['key', '/teams/continue'],
    members: ['ref', '/teams/{key}/continue'],
  };
  return Object.entries(own).reduce((definition, [list, [row, path]]) => {
    const written = pagings[paging === 'continued' && list === 'holders' ? 'body' : paging]
      .replace('ROW', row)
      .replace('/teams/continue', path);
    return definition.replace(new RegExp(`(\\n  ${list}:\\n)`), `$1    paging: ${written}\n`);
  }, text);
};

/** A source of such a definition, and its badge system. */
export const badgesSource = (definition: string, origin: string, more: Readonly<Record<string, unknown>> = {}) =>
  connectorUnderTest({
    source: { connector: 'custom', definition: './badges.yaml', settings: { domain: 'badges.example.com' }, ...more },
    secret: { token: 'good' },
    origins: { 'badges.example.com': origin },
    files: { './badges.yaml': definition },
  });
