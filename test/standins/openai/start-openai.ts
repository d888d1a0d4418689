import type { Person } from '../organisation.ts';
import { Refusal, type StandIn, type StandInAnswer, startStandIn } from '../stand-in.ts';
import { answerFrom, type Call, type Route, routesOf } from '../strict-routes.ts';
import { type OpenAIOrganization, type OpenAIProject, userId } from './openai-organization.ts';

export interface OpenAIOptions {
  readonly organization: OpenAIOrganization;
  /** Keys, and whether each is an admin key. */
  readonly keys: Readonly<Record<string, 'admin' | 'project'>>;
  now(): number;
}

const refuse = (status: number, message: string, code: string | null = null): never => {
  throw new Refusal(status, { error: { message, type: 'invalid_request_error', param: null, code } });
};
const notFound = (): never => refuse(404, 'CANARY not found');

const seconds = (day: string): number => Date.parse(`${day}T08:00:00Z`) / 1_000;
const instant = 1_790_000_000;

const userOf = ({ number, name, mail, status, hired }: Person) => ({
  object: 'organization.user',
  id: userId(number),
  name,
  email: mail,
  role: number % 40 ? 'reader' : 'owner',
  added_at: seconds(hired),
  created: seconds(hired),
  is_default: false,
  is_scim_managed: number % 2 === 0,
  is_service_account: false,
  api_key_last_used_at: number % 3 ? instant : null,
  developer_persona: 'CANARY persona',
  user: {
    object: 'user',
    id: userId(number),
    name,
    email: mail,
    picture: 'https://CANARY.example/',
    enabled: status === 'active',
  },
});

const projectOf = ({ id, name, isArchived }: OpenAIProject) => ({
  object: 'organization.project',
  id,
  name,
  created_at: instant,
  archived_at: isArchived ? instant + 60 : null,
  status: isArchived ? 'archived' : 'active',
  external_key_id: null,
});

/** A part of a list, by `limit` and `after`. */
const part = <Row>({ query }: Call, rows: readonly Row[], idOf: (row: Row) => string) => {
  const size = Number(query.get('limit') ?? 20);
  if (!Number.isInteger(size) || size < 1 || size > 100) refuse(400, 'limit must be between 1 and 100');
  const after = query.get('after');
  const start = after === null ? 0 : rows.findIndex((row) => idOf(row) === after) + 1;
  if (after !== null && start === 0) refuse(400, 'CANARY after is unknown');
  const some = rows.slice(start, start + size);
  return { some, more: start + size < rows.length };
};

/** Lists that go on after their last id. */
const byLastId = <Row extends { readonly id: string }>(call: Call, rows: readonly Row[]) => {
  const { some, more } = part(call, rows, ({ id }) => id);
  const ends = { first_id: some[0]?.id ?? null, last_id: some.at(-1)?.id ?? null };
  return { object: 'list', data: some, ...ends, has_more: more };
};

/** Lists that say where the next part begins. */
const byNext = <Row>(call: Call, rows: readonly Row[], idOf: (row: Row) => string) => {
  const { some, more } = part(call, rows, idOf);
  return { object: 'list', data: some, has_more: more, next: more ? idOf(some.at(-1)!) : null };
};

const listed = ['limit', 'after'];
const reported = [
  'start_time',
  'end_time',
  'bucket_width',
  'group_by[]',
  'project_ids[]',
  'api_key_ids[]',
  'limit',
  'page',
];

/** The administration of one organization (developers.openai.com/api/reference/administration/overview): admin keys only. */
export const startOpenAI = async ({ organization, keys, now }: OpenAIOptions): Promise<StandIn> => {
  const { users, groups, roles, projects } = organization;
  const one = <Thing extends { readonly id: string }>(things: readonly Thing[], id: string | undefined): Thing =>
    things.find((thing) => thing.id === id) ?? notFound();
  const personOf = (number: number): Person => users.find((each) => each.number === number)!;
  const roleOf = (id: string) => ({
    object: 'role',
    id,
    name: `Name of ${id}`,
    description: 'May see things',
    permissions: ['CANARY.read'],
    predefined_role: id === 'role-1',
    resource_type: 'api.organization',
    created_by_user_obj: { email: 'CANARY@acme.example' },
  });
  const auditEvents = Array.from({ length: 130 }, (_, index) => auditEvent(index, users[index % users.length]!));

  /** Buckets of a day each, of which `page` says where to go on. */
  const report = (call: Call, result: (day: number) => object): object => {
    const { query } = call;
    const start = Number(query.get('start_time') ?? refuse(400, "Missing required parameter: 'start_time'."));
    const size = Number(query.get('limit') ?? 7);
    const from = Number((query.get('page') ?? 'page_0').slice(5));
    const days = Array.from({ length: Math.min(size, 20 - from) }, (_, index) => from + index);
    const data = days.map((day) => ({
      object: 'bucket',
      start_time: start + day * 86_400,
      end_time: start + (day + 1) * 86_400,
      results: [result(day)],
    }));
    const more = from + size < 20;
    return { object: 'page', data, has_more: more, next_page: more ? `page_${from + size}` : null };
  };
  const grouped = ({ query }: Call, name: string, value: unknown): unknown =>
    query.getAll('group_by[]').includes(name) ? value : null;
  const usage = (kind: string, more: object) => (call: Call) =>
    report(call, (day) => ({
      object: `organization.usage.${kind}.result`,
      num_model_requests: 5 + day,
      project_id: grouped(call, 'project_id', 'proj_1'),
      user_id: grouped(call, 'user_id', userId(users[day]!.number)),
      api_key_id: grouped(call, 'api_key_id', 'key_1'),
      model: grouped(call, 'model', 'gpt-4o-mini-2024-07-18'),
      ...more,
    }));

  const routes: readonly Route[] = [
    {
      name: 'GET /organization/users',
      query: [...listed, 'emails[]'],
      answer: (call) => byLastId(call, users.map(userOf)),
    },
    {
      name: 'GET /organization/users/{user}/roles',
      query: [...listed, 'order'],
      answer: (call) => {
        const { id } = one(users.map(userOf), call.variables['user']);
        const held = roles.filter((_, index) => (id.length + index) % 3 === 0).map(roleOf);
        return byNext(call, held, (role) => role.id);
      },
    },
    {
      name: 'GET /organization/groups',
      query: [...listed, 'order'],
      answer: (call) => {
        const rows = groups.map(({ id, name }) => ({
          id,
          name,
          created_at: instant,
          group_type: 'group',
          is_scim_managed: id === 'group_2',
        }));
        return byNext(call, rows, ({ id }) => id);
      },
    },
    {
      name: 'GET /organization/groups/{group}/users',
      query: [...listed, 'order'],
      answer: (call) => {
        const rows = one(groups, call.variables['group']).users.map((number) => {
          const { name, mail } = personOf(number);
          return { id: userId(number), name, email: mail };
        });
        return byNext(call, rows, ({ id }) => id);
      },
    },
    {
      name: 'GET /organization/groups/{group}/roles',
      query: [...listed, 'order'],
      answer: (call) => byNext(call, one(groups, call.variables['group']).roles.map(roleOf), ({ id }) => id),
    },
    {
      name: 'GET /organization/roles',
      query: [...listed, 'order'],
      answer: (call) => byNext(call, roles.map(roleOf), ({ id }) => id),
    },
    {
      name: 'GET /organization/projects',
      query: [...listed, 'include_archived'],
      answer: (call) => {
        const isWhole = call.query.get('include_archived') === 'true';
        return byLastId(call, projects.filter(({ isArchived }) => isWhole || !isArchived).map(projectOf));
      },
    },
    {
      name: 'GET /organization/projects/{project}/users',
      query: listed,
      answer: (call) => {
        const { users: members, isArchived } = one(projects, call.variables['project']);
        if (isArchived) refuse(400, 'CANARY the project is archived');
        const rows = [...members].map(([number, role]) => {
          const { name, mail } = personOf(number);
          return {
            object: 'organization.project.user',
            id: userId(number),
            name,
            email: mail,
            role,
            added_at: instant,
          };
        });
        return byLastId(call, rows);
      },
    },
    {
      name: 'GET /organization/projects/{project}/groups',
      query: [...listed, 'order'],
      answer: (call) => {
        const rows = one(projects, call.variables['project']).groups.map((group_id) => ({
          object: 'project.group',
          project_id: call.variables['project'],
          group_id,
          group_name: 'CANARY',
          group_type: 'group',
          created_at: instant,
        }));
        return byNext(call, rows, ({ group_id }) => group_id);
      },
    },
    {
      name: 'GET /organization/projects/{project}/service_accounts',
      query: listed,
      answer: (call) => {
        const rows = one(projects, call.variables['project']).serviceAccounts.map((id) => ({
          object: 'organization.project.service_account',
          id,
          name: `Robot ${id}`,
          role: 'member',
          created_at: instant,
        }));
        return byLastId(call, rows);
      },
    },
    {
      name: 'GET /organization/admin_api_keys',
      query: [...listed, 'order'],
      answer: (call) => {
        const rows = organization.keys.map((number) => ({
          object: 'organization.admin_api_key',
          id: `key_${number}`,
          name: `Key of ${number}`,
          redacted_value: 'sk-admin...CANARY',
          created_at: instant,
          expires_at: null,
          last_used_at: instant + 60,
          owner: { type: 'user', object: 'organization.user', id: userId(number), name: 'CANARY', role: 'owner' },
        }));
        const { some, more } = part(call, rows, ({ id }) => id);
        return { object: 'list', data: some, has_more: more };
      },
    },
    {
      name: 'GET /organization/usage/completions',
      query: [...reported, 'user_ids[]', 'models[]', 'batch'],
      answer: usage('completions', {
        input_tokens: 1_000,
        input_cached_tokens: 200,
        output_tokens: 300,
        input_audio_tokens: 0,
        output_audio_tokens: 0,
        batch: null,
        service_tier: null,
      }),
    },
    {
      name: 'GET /organization/usage/embeddings',
      query: [...reported, 'user_ids[]', 'models[]'],
      answer: usage('embeddings', { input_tokens: 16 }),
    },
    {
      name: 'GET /organization/usage/images',
      query: [...reported, 'user_ids[]', 'models[]', 'sources[]', 'sizes[]'],
      answer: usage('images', { images: 2, size: '1024x1024', source: 'image.generation' }),
    },
    {
      name: 'GET /organization/costs',
      query: reported,
      answer: (call) =>
        report(call, (day) => ({
          object: 'organization.costs.result',
          amount: { value: 0.06 + day, currency: 'usd' },
          line_item: grouped(call, 'line_item', 'gpt-4o-mini-2024-07-18, input'),
          project_id: grouped(call, 'project_id', 'proj_1'),
          organization_id: 'org-CANARY',
        })),
    },
    {
      name: 'GET /organization/audit_logs',
      query: [
        ...listed,
        'before',
        ...['gt', 'gte', 'lt', 'lte'].map((bound) => `effective_at[${bound}]`),
        'event_types[]',
        'project_ids[]',
        'actor_ids[]',
        'actor_emails[]',
      ],
      answer: (call) => byLastId(call, auditEvents),
    },
  ];
  const find = routesOf(routes);

  return startStandIn(({ method, path, query, headers, ...rest }): StandInAnswer => {
    const [, key = ''] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    const kind = keys[key] ?? refuse(401, 'Incorrect API key provided: CANARY.', 'invalid_api_key');
    const below = path.startsWith('/api.openai.com/v1/') ? path.slice('/api.openai.com/v1'.length) : notFound();
    const { route, variables, unknown } = find(method, below, query) ?? notFound();
    if (kind !== 'admin') refuse(403, 'You have insufficient permissions for this operation. CANARY');
    if (unknown.length > 0) refuse(400, `Unknown parameter: '${unknown[0]}'.`, 'unknown_parameter');
    const request = { method, path, query, headers, ...rest };
    return answerFrom(route.answer({ variables, query, request }));
  }, now);
};

const auditEvent = (index: number, { number, mail }: Person) => ({
  id: `audit_log-${index}`,
  type: index % 2 ? 'login.succeeded' : 'project.created',
  effective_at: instant + index,
  actor:
    index % 3 === 0
      ? { type: 'api_key', api_key: { id: 'key_1', type: 'service_account', service_account: { id: 'svc_acct_1_1' } } }
      : {
          type: 'session',
          session: {
            user: { id: userId(number), email: mail },
            ip_address: '203.0.113.7',
            user_agent: 'CANARY agent',
            ja3: 'CANARY',
            ip_address_details: { country: 'BE', city: 'CANARY' },
          },
        },
  ...(index % 2 === 0 && {
    project: { id: 'proj_1', name: 'CANARY' },
    'project.created': { id: 'proj_1', data: { name: 'CANARY' } },
  }),
});
