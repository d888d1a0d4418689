import { type Seeded, seeded } from '../seeded.ts';
import { fields, fullName, mailAddress, offices, titles } from '../words.ts';
import { address, agents, phone, replies, requests, tags } from './words.ts';

/** Someone who works at the example company. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly title: string;
  readonly office: string | null;
  readonly team_id: string;
  readonly manager_id: string | null;
  readonly birth_date: string;
  readonly active: boolean;
  readonly last_login: { readonly at: string; readonly ip: string } | null;
}

/** Who works on tickets together. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly mailbox: string;
  readonly members: number;
}

/** A request for help, without its description and comments. */
export interface Ticket {
  readonly number: number;
  /** Twenty digits: more than a double holds, so it is written as text and sent as a number. */
  readonly account: string;
  readonly subject: string;
  readonly status: string;
  readonly priority: string;
  readonly channel: string;
  readonly tags: readonly string[];
  readonly team: Pick<Team, 'id' | 'name'>;
  readonly requester: Pick<Person, 'id' | 'name' | 'email' | 'phone'>;
  readonly assignee: Pick<Person, 'id' | 'name'> | null;
  readonly watchers: readonly string[];
  readonly client: { readonly ip: string; readonly agent: string };
  /** What administrators added: any name, any text. */
  readonly fields: Readonly<Record<string, string>>;
  readonly satisfaction: { readonly score: number | string; readonly remark: string } | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly description: string;
}

/** What someone wrote below a ticket. */
export interface Comment {
  readonly id: number;
  readonly ticket: number;
  readonly author: Pick<Person, 'id' | 'name'>;
  readonly visibility: 'public' | 'internal';
  readonly text: string;
  readonly created_at: string;
}

/** Everything that the help desk holds. */
export interface Desk {
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
  readonly tickets: readonly Ticket[];
  readonly comments: readonly Comment[];
}

const people = 90;
const teams = 6;
const tickets = 260;

const numbered = <Thing>(count: number, make: (number: number) => Thing): Thing[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

const clock = (random: Seeded): string =>
  `${String(7 + random.below(11)).padStart(2, '0')}:${String(random.below(60)).padStart(2, '0')}:00Z`;

/** The same help desk on every machine. Its people are made up. */
export const generatedDesk = (): Desk => {
  const random = seeded(1_632);
  const staff = numbered(people, (number) => person(random, number));
  const groups = numbered(teams, (number) => team(random, number, staff));
  const asked = numbered(tickets, (number) => ticket(random, number, staff, groups));
  const said = asked.flatMap(({ number, created_at }) =>
    numbered(random.below(5), (order) => comment(random, { number, order, created_at }, staff)),
  );
  return { people: staff, teams: groups, tickets: asked, comments: said };
};

const personId = (number: number): string => `u-${String(number).padStart(4, '0')}`;

const person = (random: Seeded, number: number): Person => {
  const name = fullName(random);
  return {
    id: personId(number),
    name,
    email: mailAddress(name, number, 'acme'),
    phone: phone(random),
    title: random.pick(titles),
    office: random.percent(85) ? random.pick(offices) : null,
    team_id: `t-${1 + random.below(teams)}`,
    manager_id: number > 8 ? personId(1 + random.below(8)) : null,
    birth_date: random.dayAfter('1961-01-01', 15_000),
    active: random.percent(94),
    last_login: random.percent(80)
      ? { at: `${random.dayAfter('2025-01-01', 300)}T${clock(random)}`, ip: address(random) }
      : null,
  };
};

const team = (random: Seeded, number: number, staff: readonly Person[]): Team => ({
  id: `t-${number}`,
  name: `${random.pick(fields)} desk`,
  mailbox: `desk.${number}@acme.example`,
  members: staff.filter(({ team_id }) => team_id === `t-${number}`).length,
});

const filled = (random: Seeded, text: string, { name, email, phone: number }: Person): string => {
  const words: Readonly<Record<string, () => string>> = {
    name: () => name,
    email: () => email,
    phone: () => number,
    day: () => random.dayAfter('2025-01-01', 300),
    office: () => random.pick(offices),
    ip: () => address(random),
    serial: () => `ACM-${10_000 + random.below(90_000)}`,
    count: () => String(1 + random.below(40)),
  };
  return text.replaceAll(/\{(\w+)\}/g, (_, word: string) => words[word]!());
};

const ticket = (random: Seeded, number: number, staff: readonly Person[], groups: readonly Team[]): Ticket => {
  const { id, name, email, phone: extension } = random.pick(staff);
  const about = random.pick(staff);
  const [subject, description] = random.pick(requests);
  const group = random.pick(groups);
  const worker = random.pick(staff);
  const channel = random.pick(['web', 'web', 'mail', 'app', 'phone']);
  const created = `${random.dayAfter('2025-01-01', 300)}T${clock(random)}`;
  const status = random.pick(['open', 'open', 'pending', 'solved']);
  return {
    number: 1_000 + number,
    account: `9${String(random.below(1_000_000_000)).padStart(9, '0')}${String(1_000_000_000 + number)}`,
    subject: filled(random, subject, about),
    status,
    priority: random.pick(['low', 'normal', 'normal', 'high', 'urgent']),
    channel,
    tags: [...new Set([random.pick(tags), random.pick(tags)])],
    team: { id: group.id, name: group.name },
    requester: { id, name, email, phone: extension },
    assignee: random.percent(80) ? { id: worker.id, name: worker.name } : null,
    watchers: numbered(random.below(3), () => random.pick(staff).email),
    // What comes by phone has no address: real systems say so in ways that their documents do not mention.
    client: { ip: channel === 'phone' ? 'unknown' : address(random), agent: random.pick(agents) },
    fields: { cost_center: String(1_000 + random.below(9_000)), ...(random.percent(30) && { cc: about.email }) },
    satisfaction: status === 'solved' ? satisfaction(random, about) : null,
    created_at: created,
    updated_at: `${random.dayAfter(created.slice(0, 10), 30)}T${clock(random)}`,
    description: filled(random, description, about),
  };
};

const satisfaction = (random: Seeded, about: Person): Ticket['satisfaction'] => ({
  score: random.percent(85) ? 1 + random.below(5) : 'n/a',
  remark: random.percent(60) ? `${about.name} was quick and kind.` : '',
});

const comment = (
  random: Seeded,
  { number, order, created_at }: Pick<Ticket, 'number' | 'created_at'> & { readonly order: number },
  staff: readonly Person[],
): Comment => {
  const { id, name } = random.pick(staff);
  return {
    id: number * 100 + order,
    ticket: number,
    author: { id, name },
    visibility: random.percent(25) ? 'internal' : 'public',
    text: filled(random, random.pick(replies), random.pick(staff)),
    created_at: `${random.dayAfter(created_at.slice(0, 10), 20)}T${clock(random)}`,
  };
};
