import type { Comment, Desk, Ticket } from './desk.ts';
import { type Answer, pageOf } from './page-of.ts';
import { Refusal } from './refusal.ts';

/** One request, after its path and its query were found to be in order. */
export interface Asked {
  readonly desk: Desk;
  /** Comments that were made since this server started are added here. */
  readonly comments: Comment[];
  /** The address of the API, without a slash at its end. */
  readonly base: string;
  readonly path: string;
  readonly variables: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** One operation of the API, as helpdesk.openapi.yaml has it. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  /** The parameters that there are, and what each must look like. */
  readonly query: Readonly<Record<string, RegExp>>;
  answer(asked: Asked): Answer;
}

const person = /^u-\d{4}$/;
const paging = { page: /^[1-9]\d{0,5}$/, per_page: /^([1-9]\d?|100)$/ };
const status = /^(open|pending|solved)$/;
const priority = /^(low|normal|high|urgent)$/;
const day = /^\d{4}-\d\d-\d\d$/;

/** Who is told to write to someone else is told a name, too: nothing of this may ever pass the gate. */
const notFound = (desk: Desk, what: string): Refusal => {
  const { name, email } = desk.people[0]!;
  return new Refusal(404, 'not_found', `There is no ${what}. ${name} (${email}) was the last to ask for it.`);
};

const listed = ({ base, path, query }: Asked, things: readonly unknown[], size: number): Answer =>
  pageOf(things, { url: base + path, query, size });

const one = (value: unknown): Answer => ({ status: 200, value, headers: {} });

const withLink = (base: string, { description: _, ...ticket }: Ticket) => ({
  ...ticket,
  url: `${base}/tickets/${ticket.number}`,
});

const ticketOf = ({ desk, variables }: Asked): Ticket => {
  const found = desk.tickets.find(({ number }) => number === Number(variables[0]));
  if (!found) throw notFound(desk, `ticket ${variables[0]}`);
  return found;
};

const commentsOn = ({ comments }: Asked, { number }: Ticket): readonly Comment[] =>
  comments.filter(({ ticket }) => ticket === number);

const search = (asked: Asked): Answer => {
  const { desk, base, query } = asked;
  const words = query.get('query')?.toLowerCase();
  if (!words) throw new Refusal(400, 'query_missing', 'Say what to look for: ?query=…');
  const has = (...texts: readonly string[]): boolean => texts.some((text) => text.toLowerCase().includes(words));
  const tickets = desk.tickets.filter(({ subject, description }) => has(subject, description));
  const people = desk.people.filter(({ name, email }) => has(name, email));
  const found = [
    ...people.map(({ id, name, email, office }) => ({ kind: 'person', id, name, email, office })),
    ...tickets.map(({ number, subject, requester }) => {
      return { kind: 'ticket', number, subject, requester: requester.name, url: `${base}/tickets/${number}` };
    }),
  ];
  const kind = query.get('kind');
  return listed(asked, kind ? found.filter((each) => each.kind === kind) : found, 20);
};

const addComment = (asked: Asked): Answer => {
  const { desk, comments, base } = asked;
  const ticket = ticketOf(asked);
  const { text, visibility, author_id, ...more } = (asked.body ?? {}) as Readonly<Record<string, unknown>>;
  const author = desk.people.find(({ id }) => id === author_id);
  const isRight =
    typeof text === 'string' && text !== '' && (visibility === 'public' || visibility === 'internal') && author;
  if (!isRight || Object.keys(more).length > 0) {
    throw new Refusal(422, 'comment_invalid', `A comment has text, visibility and author_id; ${text} is none.`);
  }
  const comment: Comment = {
    id: ticket.number * 100 + 50 + comments.length,
    ticket: ticket.number,
    author: { id: author.id, name: author.name },
    visibility,
    text,
    created_at: '2025-12-01T09:00:00Z',
  };
  comments.push(comment);
  return { status: 201, value: comment, headers: { location: `${base}/tickets/${ticket.number}/comments` } };
};

/** Everything that can be asked of the help desk. */
export const operations: readonly Operation[] = [
  {
    method: 'GET',
    path: /^\/people$/,
    query: { ...paging, team: /^t-\d$/, active: /^(true|false)$/ },
    answer: (asked) => {
      const [team, active] = [asked.query.get('team'), asked.query.get('active')];
      const people = asked.desk.people.filter(
        (each) => (!team || each.team_id === team) && (!active || String(each.active) === active),
      );
      return listed(asked, people, 20);
    },
  },
  {
    method: 'GET',
    path: /^\/people\/(u-\d{4})$/,
    query: {},
    answer: ({ desk, variables }) => {
      const found = desk.people.find(({ id }) => id === variables[0]);
      if (!found) throw notFound(desk, `person ${variables[0]}`);
      return one(found);
    },
  },
  { method: 'GET', path: /^\/teams$/, query: paging, answer: (asked) => listed(asked, asked.desk.teams, 50) },
  {
    method: 'GET',
    path: /^\/tickets$/,
    query: { ...paging, status, priority, requester: person, assignee: person, updated_since: day },
    answer: (asked) => {
      const [state, urgency, since] = ['status', 'priority', 'updated_since'].map((name) => asked.query.get(name));
      const [requester, assignee] = [asked.query.get('requester'), asked.query.get('assignee')];
      const tickets = asked.desk.tickets.filter(
        (each) =>
          (!state || each.status === state) &&
          (!urgency || each.priority === urgency) &&
          (!since || each.updated_at >= since) &&
          (!requester || each.requester.id === requester) &&
          (!assignee || each.assignee?.id === assignee),
      );
      const linked = tickets.map((ticket) => withLink(asked.base, ticket));
      return listed(asked, linked, 8);
    },
  },
  {
    method: 'GET',
    path: /^\/tickets\/(\d{1,9})$/,
    query: {},
    answer: (asked) => {
      const ticket = ticketOf(asked);
      const { description } = ticket;
      return one({ ...withLink(asked.base, ticket), description, comments: commentsOn(asked, ticket) });
    },
  },
  {
    method: 'GET',
    path: /^\/tickets\/(\d{1,9})\/comments$/,
    query: paging,
    answer: (asked) => listed(asked, commentsOn(asked, ticketOf(asked)), 20),
  },
  { method: 'POST', path: /^\/tickets\/(\d{1,9})\/comments$/, query: {}, answer: addComment },
  {
    method: 'GET',
    path: /^\/search$/,
    query: { ...paging, query: /^.{1,200}$/su, kind: /^(person|ticket)$/ },
    answer: search,
  },
];
