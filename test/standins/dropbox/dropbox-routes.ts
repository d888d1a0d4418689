import { Refusal } from '../stand-in.ts';
import type { Call, Route } from '../strict-routes.ts';
import type { DropboxTeam } from './dropbox-team.ts';

/** Rows to which a cursor leads, and how many a page has. */
interface Remembered {
  readonly rows: readonly unknown[];
  readonly from: number;
  readonly limit: number;
}

/** An error of one endpoint (developers.dropbox.com/error-handling-guide). */
const conflict = (summary: string): Refusal =>
  new Refusal(409, { error_summary: `${summary}/CANARY`, error: { '.tag': summary }, user_message: 'CANARY' });

const badRequest = (what: string): Refusal =>
  new Refusal(400, `Error in call to API function: request body: CANARY ${what}`, { 'content-type': 'text/plain' });

/**
 * The part of the Dropbox API, version 2, that programs read a team with.
 *
 * @param largest rows of a page, whatever is asked for: an answer may have fewer
 */
export const dropboxRoutes = (team: DropboxTeam, largest: number): readonly Route<string>[] => {
  const cursors = new Map<string, Remembered>();

  const page = (name: string, { rows, from, limit }: Remembered): object => {
    const next = from + Math.min(limit, largest);
    const cursor = Buffer.from(`cursor ${cursors.size}`).toString('base64url');
    cursors.set(cursor, { rows, from: next, limit });
    return { [name]: rows.slice(from, next), cursor, has_more: next < rows.length };
  };

  /** An endpoint that begins a list, and the one that goes on with it. */
  const list = (
    [path, further, scope, name]: readonly [path: string, further: string, scope: string, name: string],
    parameters: readonly string[],
    rowsOf: (argument: Argument) => readonly unknown[],
  ): readonly Route<string>[] => [
    {
      name: `POST ${path}`,
      needs: scope,
      answer: (call) => {
        const argument = argumentOf(call, ['limit', ...parameters]);
        const { limit = 1_000 } = argument;
        if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) throw badRequest('limit: not in range');
        return page(name, { rows: rowsOf(argument), from: 0, limit });
      },
    },
    {
      name: `POST ${further}`,
      needs: scope,
      answer: (call) => {
        const { cursor = '' } = argumentOf(call, ['cursor']);
        const remembered = cursors.get(cursor);
        if (!remembered) throw conflict('invalid_cursor');
        return page(name, remembered);
      },
    },
  ];

  return [
    {
      name: 'POST /team/members/get_available_team_member_roles',
      needs: 'members.read',
      answer: ({ request }) => {
        if (request.body !== 'null') throw badRequest('expected null');
        return { roles: team.roles };
      },
    },
    ...list(
      ['/team/members/list_v2', '/team/members/list/continue_v2', 'members.read', 'members'],
      ['include_removed'],
      ({ include_removed: isWhole = false }) =>
        team.members.filter(({ profile }) => isWhole || profile.status['.tag'] !== 'removed'),
    ),
    ...list(['/team/groups/list', '/team/groups/list/continue', 'groups.read', 'groups'], [], () => team.groups),
    ...list(
      ['/team/groups/members/list', '/team/groups/members/list/continue', 'groups.read', 'members'],
      ['group'],
      ({ group }) => {
        if (group?.['.tag'] !== 'group_id') throw badRequest('group: expected a selector');
        if (!team.groups.some(({ group_id }) => group_id === group.group_id)) throw conflict('group_not_found');
        return team.members
          .filter(({ profile }) => profile.groups.includes(group.group_id))
          .map(({ profile: { groups: _, ...profile } }, index) => ({
            profile,
            access_type: { '.tag': index === 0 ? 'owner' : 'member' },
          }));
      },
    ),
    {
      name: 'POST /team/devices/list_members_devices',
      needs: 'sessions.list',
      answer: (call) => {
        const kinds = ['include_web_sessions', 'include_desktop_clients', 'include_mobile_clients'];
        const argument = argumentOf(call, ['cursor', ...kinds]);
        const known = argument.cursor === undefined ? undefined : cursors.get(argument.cursor);
        if (argument.cursor !== undefined && !known) throw conflict('reset');
        const isLeftOut = (kind: string): boolean => argument[kind as keyof Argument] === false;
        const rows = team.devices.map(({ web_sessions, desktop_clients, mobile_clients, ...row }) => ({
          ...row,
          ...(!isLeftOut('include_web_sessions') && { web_sessions }),
          ...(!isLeftOut('include_desktop_clients') && { desktop_clients }),
          ...(!isLeftOut('include_mobile_clients') && { mobile_clients }),
        }));
        return page('devices', { rows, from: known?.from ?? 0, limit: 1_000 });
      },
    },
    ...list(
      ['/team_log/get_events', '/team_log/get_events/continue', 'events.read', 'events'],
      ['account_id', 'time', 'category', 'event_type'],
      ({ account_id, time = {}, category, event_type }) => {
        if (category && event_type) throw badRequest('category: not together with event_type');
        return team.events.filter(
          (event) =>
            (time.start_time === undefined || event.timestamp >= time.start_time) &&
            (time.end_time === undefined || event.timestamp < time.end_time) &&
            (category === undefined || event.event_category['.tag'] === category['.tag']) &&
            (account_id === undefined || JSON.stringify(event).includes(`"${account_id}"`)),
        );
      },
    ),
  ];
};

interface Argument {
  readonly limit?: number;
  readonly cursor?: string;
  readonly include_removed?: boolean;
  readonly group?: { readonly '.tag': string; readonly group_id: string };
  readonly account_id?: string;
  readonly time?: { readonly start_time?: string; readonly end_time?: string };
  readonly category?: { readonly '.tag': string };
  readonly event_type?: { readonly '.tag': string };
}

/** The body of a request, in which Dropbox takes no field that it does not know. */
const argumentOf = ({ request }: Call, names: readonly string[]): Argument => {
  const argument = JSON.parse(request.body);
  if (typeof argument !== 'object' || argument === null) throw badRequest('expected object');
  const unknown = Object.keys(argument).find((name) => !names.includes(name));
  if (unknown !== undefined) throw badRequest(`unknown field '${unknown}'`);
  return argument;
};
