import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Organisation, organisation } from '../../../standins/organisation.ts';
import { Refusal, type StandInRequest, startStandIn } from '../../../standins/stand-in.ts';

/** The definition of the badge system, as a customer would write it. */
export const badgesDefinition = readFileSync(join(import.meta.dirname, 'badges.connector.yaml'), 'utf8');

export const company = organisation({ people: 23, groups: 7 }, 5);

/** How the badge system gives its lists; each way is one of the documentation. */
export type BadgesPaging = 'link' | 'header' | 'token' | 'body' | 'continued' | 'after' | 'offset' | 'page' | 'none';

const host = 'badges.example.com';

/**
 * A badge system: holders, teams, and who is in which. Strict about everything that it is asked.
 *
 * @param atOnce how many rows a page has
 * @param of whose badges
 */
export const startBadges = async (paging: BadgesPaging, atOnce = 4, of: Organisation = company) => {
  const holders = of.people.map(({ number, name, mail, status, hired }) => ({
    id: number,
    profile: { name, mail },
    active: status === 'active',
    since: Date.parse(hired) / 1000,
    badges: [{ serial: `b-${number}`, kind: number % 2 ? 'card' : 'phone' }],
    note: 'CANARY note',
  }));
  const teams = of.groups.map(({ number, name }) => ({ key: `t/${number}`, name }));
  const membersOf = (key: string) => {
    const team = of.groups.find(({ number }) => `t/${number}` === key);
    if (!team) throw new Refusal(404, { error: 'no such team' });
    return [
      ...team.members.map((number) => ({ kind: 'person', ref: number })),
      ...team.groups.map((number) => ({ kind: 'team', ref: `t/${number}` })),
      { kind: 'robot', ref: 'r1' },
    ];
  };

  const page = (request: StandInRequest, rows: readonly { readonly [name: string]: unknown }[], key: string) => {
    const { query, path, method } = request;
    const body = method === 'POST' && request.body !== '' ? (JSON.parse(request.body) as Record<string, unknown>) : {};
    const at = startOf({ paging, query, body, rows, key, atOnce });
    const found = rows.slice(at, at + atOnce);
    const next = at + atOnce < rows.length ? at + atOnce : undefined;
    const address = `https://${host}${path.replace(`/${host}`, '')}?at=${next}`;
    const meta = {
      link: next === undefined ? {} : { next: address },
      header: {},
      token: { token: next === undefined ? '' : `n${next}` },
      body: { token: next === undefined ? '' : `n${next}`, more: next !== undefined },
      continued: { token: `n${next ?? 0}`, more: next !== undefined },
      after: { more: next !== undefined },
      offset: { total: rows.length },
      page: { last: next === undefined },
      none: {},
    }[paging];
    return {
      status: 200,
      headers: paging === 'header' && next !== undefined ? { link: `<${address}>; rel="next"` } : {},
      body: { items: paging === 'none' ? rows : found, ...meta },
    };
  };

  return startStandIn((request) => {
    if (request.headers.authorization !== 'Bearer good') throw new Refusal(401, { error: 'who' });
    if (request.headers['x-version'] !== '7') throw new Refusal(400, { error: 'which version' });
    const [, ...segments] = request.path.split('/').map(decodeURIComponent);
    const [at, api, list, key, members] = segments;
    if (at !== host || api !== 'api') throw new Refusal(404, {});
    const expected = paging === 'body' || paging === 'continued' ? 'POST' : 'GET';
    if (request.method !== expected) throw new Refusal(405, {});
    if (list === 'holders') {
      const since = request.query.get('changed');
      if (since === null) return page(request, holders, 'id');
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(since)) throw new Refusal(400, { error: 'since when' });
      return { status: 200, body: { items: holders.slice(0, 2) } };
    }
    if (list === 'teams' && key === 'changes') return changesOf(request);
    if (list === 'teams' && key === undefined) return page(request, teams, 'key');
    if (list === 'teams' && key === 'continue') return page(request, teams, 'key');
    if (list === 'teams' && (members === 'members' || members === 'continue'))
      return page(request, membersOf(key!), 'ref');
    throw new Refusal(404, { error: 'nothing here' });
  });
};

/** Changes of teams: from now on, or after a mark. One has come, one is gone. */
const changesOf = ({ query }: StandInRequest) => {
  const mark = query.get('mark');
  if (mark === null && query.get('at') !== 'now') throw new Refusal(400, { error: 'from when on' });
  const next = { mark: `https://${host}/api/teams/changes?mark=${Number(mark ?? 0) + 1}` };
  if (mark !== '1') return { status: 200, body: { items: [], ...next } };
  const items = [
    { key: 't/1', name: 'New name' },
    { key: 't/3', gone: { reason: 'deleted' } },
  ];
  return { status: 200, body: { items, ...next } };
};

interface Asked {
  readonly paging: BadgesPaging;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly rows: readonly { readonly [name: string]: unknown }[];
  readonly key: string;
  readonly atOnce: number;
}

const startOf = ({ paging, query, body, rows, key, atOnce }: Asked): number => {
  const known = { link: ['at'], header: ['at'], token: ['token'], after: ['after'], offset: ['start'], page: ['page'] };
  const allowed: readonly string[] = paging in known ? known[paging as keyof typeof known] : [];
  for (const name of query.keys()) if (!allowed.includes(name)) throw new Refusal(400, { error: `what is ${name}` });
  const number = (text: unknown, prefix = ''): number => {
    if (text === null || text === undefined) return 0;
    const digits = String(text).startsWith(prefix) ? String(text).slice(prefix.length) : '';
    if (!/^\d+$/.test(digits)) throw new Refusal(400, { error: 'no such page' });
    return Number(digits);
  };
  switch (paging) {
    case 'link':
    case 'header':
      return number(query.get('at'));
    case 'token':
      return number(query.get('token'), 'n');
    case 'body':
    case 'continued':
      return number(body['token'], 'n');
    case 'after': {
      const after = query.get('after');
      return after === null ? 0 : rows.findIndex((row) => String(row[key]) === after) + 1;
    }
    case 'offset':
      return number(query.get('start'));
    case 'page':
      return (number(query.get('page') ?? 1) - 1) * atOnce;
    case 'none':
      return 0;
  }
};
