import type { RouteCall, ScopedRoutes } from '../scoped-routes.ts';
import type { GraphRow } from './directory-rows.ts';
import { graphId } from './graph-id.ts';
import { feedOf, odata, type PageOptions, pageOf, pageToken, selected, startOfPage } from './graph-page.ts';
import { refuse } from './graph-refusal.ts';
import { calendarRow, eventRow, folderId, folderRow, folders, mailboxSettings, messageRow } from './outlook-rows.ts';
import { numberIn, numbersTo, type Tenant } from './tenant.ts';

const time = '[0-9TZ:.-]{20,30}';
const received = new RegExp(`receivedDateTime (ge|gt) ${time}( and receivedDateTime (le|lt) ${time})?`);

/** Mail and calendars, by the permission that each operation asks for at least (learn.microsoft.com/graph/outlook-mail-concept-overview). */
export const outlookRoutes = ({ people }: Tenant, server: string): ScopedRoutes<unknown> => {
  const user = (call: RouteCall<unknown>): number => numberIn(call, 'user', 'user', people);
  const bySkip: PageOptions = { top: 10, atMost: 1_000, server, by: '$skip' };
  const paged = { $top: odata.top(1_000), $skip: odata.skip };

  const folderOf = (call: RouteCall<unknown>): number => {
    const name = call.variables['folder'] ?? '';
    const number = folders.indexOf(name as (typeof folders)[number]) + 1;
    const found = number > 0 ? number : numbersTo(3).find((each) => folderId(user(call), each) === name);
    return found ?? refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  };
  const messagesIn = (call: RouteCall<unknown>, folder: number): readonly GraphRow[] =>
    numbersTo(7).map((number) => messageRow(user(call), folder, number, people));

  /** The links name users and folders with parentheses (learn.microsoft.com/graph/delta-query-messages). */
  const messageChanges = (call: RouteCall<unknown>): GraphRow => {
    const folder = folderOf(call);
    const of = `messages of ${user(call)} in ${folder}`;
    const path = `/users('${graphId('user', user(call))}')/mailfolders('${folderId(user(call), folder)}')/messages/delta`;
    const tokenOf = (from: number): string => pageToken(of, from);
    const atOnce = Number(/odata\.maxpagesize=(\d+)/.exec(String(call.request.headers['prefer']))?.[1] ?? 10);
    const select = call.query.get('$select');
    if (call.query.has('$deltatoken')) {
      startOfPage(call.query.get('$deltatoken'), of);
      const gone = {
        '@odata.type': '#microsoft.graph.message',
        id: messageRow(user(call), folder, 1, people)['id'],
        '@removed': { reason: 'deleted' },
      };
      return { '@odata.deltaLink': `${server}${path}?$deltatoken=${tokenOf(99)}`, value: [gone] };
    }
    const from = startOfPage(call.query.get('$skiptoken'), of);
    const all = messagesIn(call, folder);
    const value = all.slice(from, from + atOnce).map((row) => selected(row, select));
    const next = from + atOnce;
    return next < all.length
      ? { '@odata.nextLink': `${server}${path}?$skiptoken=${tokenOf(next)}`, value }
      : { '@odata.deltaLink': `${server}${path}?$deltatoken=${tokenOf(next)}`, value };
  };

  const view = (call: RouteCall<unknown>): GraphRow => {
    const [from, to] = ['startDateTime', 'endDateTime'].map((name) => Date.parse(call.query.get(name) ?? ''));
    if (Number.isNaN(from!) || Number.isNaN(to!))
      return refuse(400, 'ErrorInvalidParameter', 'This request requires a time window.');
    const all = numbersTo(12).map((number) => eventRow(user(call), number, people));
    const startOf = (row: GraphRow): number => Date.parse(`${(row['start'] as { dateTime: string }).dateTime}Z`);
    return pageOf(call, feedOf(all.filter((row) => from! <= startOf(row) && startOf(row) < to!)), bySkip);
  };

  const mail: Readonly<Record<string, RegExp>> = { $select: odata.select, $filter: received, ...paged };
  const changes = {
    scopes: ['Mail.ReadBasic.All'],
    query: {
      changeType: /created|updated|deleted/,
      $select: odata.select,
      $filter: received,
      $top: odata.top(1_000),
      $skiptoken: odata.token,
      $deltatoken: odata.token,
    },
    answer: messageChanges,
  };
  const calendarView = {
    scopes: ['Calendars.ReadBasic.All'],
    query: { startDateTime: /.+/, endDateTime: /.+/, $select: odata.select, ...paged },
    answer: view,
  };

  return {
    'GET /users/{user}/mailboxSettings': {
      scopes: ['MailboxSettings.Read'],
      answer: (call) => ({ '@odata.context': `${server}/$metadata#CANARY('${user(call)}')`, ...mailboxSettings }),
    },
    'GET /users/{user}/mailFolders': {
      scopes: ['Mail.ReadBasic.All'],
      query: { includeHiddenFolders: /true|false/, ...paged },
      answer: (call) => pageOf(call, feedOf(numbersTo(3).map((number) => folderRow(user(call), number))), bySkip),
    },
    'GET /users/{user}/messages': {
      scopes: ['Mail.ReadBasic.All'],
      query: mail,
      answer: (call) => pageOf(call, feedOf(numbersTo(3).flatMap((folder) => messagesIn(call, folder))), bySkip),
    },
    'GET /users/{user}/mailFolders/{folder}/messages': {
      scopes: ['Mail.ReadBasic.All'],
      query: mail,
      answer: (call) => pageOf(call, feedOf(messagesIn(call, folderOf(call))), bySkip),
    },
    'GET /users/{user}/mailFolders/{folder}/messages/delta': changes,
    "GET /users\\('{user}'\\)/mailfolders\\('{folder}'\\)/messages/delta": changes,
    'GET /users/{user}/calendars': {
      scopes: ['Calendars.ReadBasic.All'],
      query: paged,
      answer: (call) => pageOf(call, feedOf(numbersTo(2).map((number) => calendarRow(user(call), number))), bySkip),
    },
    'GET /users/{user}/calendar/calendarView': calendarView,
    'GET /users/{user}/calendars/{calendar}/calendarView': calendarView,
  };
};
