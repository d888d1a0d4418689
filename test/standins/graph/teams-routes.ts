import type { RouteCall, ScopedRoutes } from '../scoped-routes.ts';
import { deltaPage } from './directory-delta.ts';
import type { GraphRow } from './directory-rows.ts';
import { graphId } from './graph-id.ts';
import { feedOf, odata, type PageOptions, pageOf } from './graph-page.ts';
import { refuse } from './graph-refusal.ts';
import {
  callRow,
  channelId,
  channelRow,
  chatMessageRow,
  hasTeam,
  participantRow,
  sessionRow,
  teamMemberRow,
  teamRow,
} from './teams-rows.ts';
import { numberIn, numbersTo, type Tenant } from './tenant.ts';

const time = '[0-9TZ:.-]{20,30}';
const modified = new RegExp(`lastModifiedDateTime gt ${time}( and lastModifiedDateTime lt ${time})?`);
const started = new RegExp(`startDateTime (ge|gt|le|lt) ${time}( and startDateTime (ge|gt|le|lt) ${time})?`);

/** Teams, chats and calls, by the permission that each operation asks for at least (learn.microsoft.com/graph/api/resources/teams-api-overview). */
export const teamsRoutes = ({ company, people, atMost }: Tenant, server: string): ScopedRoutes<unknown> => {
  const teams = company.groups.filter(hasTeam);
  const list = (top: number, more: Partial<PageOptions> = {}): PageOptions => ({ top, atMost, server, ...more });
  const team = (call: RouteCall<unknown>): number => {
    const number = numberIn(call, 'team', 'group', company.groups.length);
    return teams.some((each) => each.number === number)
      ? number
      : refuse(404, 'NotFound', 'No team found with Group Id');
  };
  const channel = (call: RouteCall<unknown>): { readonly team: number; readonly channel: number } => {
    const of = team(call);
    const found = numbersTo(3).find((number) => channelId(of, number) === call.variables['channel']);
    return { team: of, channel: found ?? refuse(404, 'NotFound', 'Could not find the channel') };
  };
  const channelMessages = (call: RouteCall<unknown>, count: number): readonly GraphRow[] => {
    const place = channel(call);
    return numbersTo(count).map((number) => chatMessageRow(place.team * 10 + place.channel, number, people, place));
  };
  const members = {
    scopes: ['TeamMember.Read.All'],
    query: { $top: odata.top(999), $skiptoken: odata.token },
    answer: (call: RouteCall<unknown>) => {
      const number = team(call);
      const all = company.groups[number - 1]!.members;
      const feed = feedOf(all.map((user, index) => teamMemberRow(number, user, index === 0)));
      // The links name the team with parentheses.
      const at = `/teams('${graphId('group', number)}')/members`;
      return pageOf({ ...call, request: { ...call.request, path: `/graph.microsoft.com/v1.0${at}` } }, feed, list(5));
    },
  };
  const paged = { $top: odata.top(50), $skiptoken: odata.token };
  const chats = {
    scopes: ['Chat.Read.All'],
    query: { model: /A|B/, $filter: modified, ...paged },
    answer: (call: RouteCall<unknown>) => {
      const user = numberIn(call, 'user', 'user', people);
      const rows = numbersTo(5).map((number) => chatMessageRow(user, number, people, { user }));
      // The links name the user with parentheses, and the operation in other letters.
      const at = `/users('${graphId('user', user)}')/chats/getallMessages`;
      const own = { ...call, request: { ...call.request, path: `/graph.microsoft.com/v1.0${at}` } };
      return pageOf(own, feedOf(rows), list(20));
    },
  };

  return {
    'GET /teams': {
      scopes: ['Team.ReadBasic.All'],
      query: { $select: odata.select, $filter: /.+/, $top: odata.top(999), $skiptoken: odata.token },
      answer: (call) => pageOf(call, feedOf(teams.map(teamRow)), list(3)),
    },
    'GET /teams/{team}/members': members,
    "GET /teams\\('{team}'\\)/members": members,
    'GET /teams/{team}/channels': {
      scopes: ['Channel.ReadBasic.All'],
      query: { $select: odata.select, $filter: /.+/ },
      answer: (call) => {
        const of = team(call);
        return pageOf(call, feedOf(numbersTo(3).map((number) => channelRow(of, number))), list(100));
      },
    },
    'GET /teams/{team}/channels/{channel}/messages': {
      scopes: ['ChannelMessage.Read.All'],
      query: paged,
      answer: (call) => pageOf(call, feedOf(channelMessages(call, 5)), list(20)),
    },
    'GET /teams/{team}/channels/{channel}/messages/delta': {
      scopes: ['ChannelMessage.Read.All'],
      query: { $filter: modified, $top: odata.top(50), $skiptoken: /[\w-]+\./, $deltatoken: /[\w-]+\./ },
      answer: (call) => {
        const rows = channelMessages(call, 5);
        const atOnce = Number(call.query.get('$top') ?? 2);
        return deltaPage(call, {
          count: rows.length,
          row: (index) => rows[index],
          relations: [],
          changes: [rows[2]!],
          atOnce,
          server,
        });
      },
    },
    'GET /teams/{team}/channels/{channel}/messages/{message}/replies': {
      scopes: ['ChannelMessage.Read.All'],
      query: paged,
      answer: (call) => {
        const replies = channelMessages(call, 2).map((row) => ({ ...row, replyToId: call.variables['message'] }));
        return pageOf(call, feedOf(replies), list(20));
      },
    },
    'GET /users/{user}/chats/getAllMessages': chats,
    "GET /users\\('{user}'\\)/chats/getallMessages": chats,
    'GET /communications/callRecords': {
      scopes: ['CallRecords.Read.All'],
      query: { $filter: started, $select: odata.select, $skiptoken: odata.token },
      answer: (call) => pageOf(call, feedOf(numbersTo(4).map((number) => callRow(number, people))), list(3)),
    },
    'GET /communications/callRecords/{call}/participants_v2': {
      scopes: ['CallRecords.Read.All'],
      query: { $select: odata.select, $skiptoken: odata.token },
      answer: (call) => {
        numberIn(call, 'call', 'call', 4);
        return pageOf(call, feedOf(numbersTo(4).map((number) => participantRow(number, people))), list(130));
      },
    },
    'GET /communications/callRecords/{call}/sessions': {
      scopes: ['CallRecords.Read.All'],
      query: { $expand: /segments/, $skiptoken: odata.token },
      answer: (call) => {
        const of = numberIn(call, 'call', 'call', 4);
        return pageOf(call, feedOf(numbersTo(3).map((number) => sessionRow(of, number, people))), list(60));
      },
    },
  };
};
