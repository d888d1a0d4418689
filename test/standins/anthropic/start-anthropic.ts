import type { Person } from '../organisation.ts';
import { Refusal, type StandIn, type StandInAnswer, startStandIn } from '../stand-in.ts';
import { answerFrom, type Call, type Route, routesOf } from '../strict-routes.ts';
import {
  type AnthropicKey,
  type AnthropicOrganization,
  type AnthropicWorkspace,
  userId,
} from './anthropic-organization.ts';

/** What a key is for: an admin key of the Claude Platform, one of Claude Enterprise, or one that calls models. */
export type AnthropicKeyKind = 'admin' | 'enterprise' | 'model';

export interface AnthropicOptions {
  readonly organization: AnthropicOrganization;
  readonly keys: Readonly<Record<string, AnthropicKeyKind>>;
  now(): number;
}

const refuse = (status: number, type: string, message: string): never => {
  throw new Refusal(status, { type: 'error', error: { type, message }, request_id: 'req_CANARY' });
};
const notFound = (): never => refuse(404, 'not_found_error', 'CANARY not found');

const moment = '2026-10-02T09:30:00.123456Z';

const userOf = ({ number, name, mail, hired }: Person) => ({
  type: 'user',
  id: userId(number),
  name,
  email: mail,
  role: number % 30 ? 'developer' : 'admin',
  added_at: `${hired}T08:00:00Z`,
});
const workspaceOf = ({ id, name, isArchived }: AnthropicWorkspace) => ({
  type: 'workspace',
  id,
  name,
  created_at: moment,
  archived_at: isArchived ? moment : null,
  display_color: '#CANARY',
  data_residency: { workspace_geo: 'us', default_inference_geo: 'global', allowed_inference_geos: 'unrestricted' },
});
const keyOf = ({ id, name, status, creator, principal, workspace }: AnthropicKey) => ({
  type: 'api_key',
  id,
  name,
  status,
  created_at: moment,
  expires_at: null,
  created_by: creator === undefined ? { id: 'svac_1', type: 'service_account' } : { id: userId(creator), type: 'user' },
  partial_key_hint: 'sk-ant-api03-CANARY...',
  principal: principal === undefined ? null : { type: 'user_actor', user_id: userId(principal) },
  scope: workspace === null ? { type: 'organization' } : { type: 'workspace', workspace_id: workspace },
  // Deprecated.
  workspace_id: workspace,
});

/** Lists by `after_id` and `before_id`. */
const byId = <Row>({ query }: Call, rows: readonly Row[], idOf: (row: Row) => string): object => {
  const size = Number(query.get('limit') ?? 20);
  if (!Number.isInteger(size) || size < 1 || size > 100)
    refuse(400, 'invalid_request_error', 'limit: Input should be less than or equal to 100');
  const after = query.get('after_id');
  const start = after === null ? 0 : rows.findIndex((row) => idOf(row) === after) + 1;
  if (after !== null && start === 0) refuse(400, 'invalid_request_error', 'after_id: CANARY is unknown');
  const data = rows.slice(start, start + size);
  const ends = { first_id: data[0] ? idOf(data[0]) : null, last_id: data.length > 0 ? idOf(data.at(-1)!) : null };
  return { data, ...ends, has_more: start + size < rows.length };
};

/** Lists by an opaque token. */
const byToken = ({ query }: Call, rows: readonly unknown[], largest: number, usual: number): object => {
  const size = Number(query.get('limit') ?? usual);
  if (!(size >= 1 && size <= largest)) refuse(400, 'invalid_request_error', 'limit is out of range');
  const token = query.get('page');
  const start = token === null ? 0 : Number(Buffer.from(token.replace(/^page_/, ''), 'base64url').toString());
  if (!Number.isInteger(start)) refuse(400, 'invalid_request_error', 'page: CANARY is invalid');
  const more = start + size < rows.length;
  const next_page = more ? `page_${Buffer.from(String(start + size)).toString('base64url')}` : null;
  return { data: rows.slice(start, start + size), has_more: more, next_page };
};

const listed = ['limit', 'after_id', 'before_id'];
const reported = ['starting_at', 'ending_at', 'bucket_width', 'group_by[]', 'limit', 'page'];

/**
 * The Admin API of one organization, with its version in a header and the key in another
 * (platform.claude.com/docs/en/manage-claude/admin-api).
 */
export const startAnthropic = async ({ organization, keys, now }: AnthropicOptions): Promise<StandIn> => {
  const { users, workspaces, keys: apiKeys, groups } = organization;
  const one = <Thing extends { readonly id: string }>(things: readonly Thing[], id: string | undefined): Thing =>
    things.find((thing) => thing.id === id) ?? notFound();
  const needed = (call: Call, name: string): string =>
    call.query.get(name) ?? refuse(400, 'invalid_request_error', `${name}: Field required`);
  const grouped = ({ query }: Call, name: string, value: string): string | null =>
    query.getAll('group_by[]').includes(name) ? value : null;
  const buckets = (call: Call, result: object): object => {
    const start = Date.parse(needed(call, 'starting_at'));
    const day = (index: number): string => new Date(start + index * 86_400_000).toISOString();
    const rows = Array.from({ length: 20 }, (_, index) => ({
      starting_at: day(index),
      ending_at: day(index + 1),
      results: [result],
    }));
    return byToken(call, rows, 31, 7);
  };

  const routes: readonly Route<readonly AnthropicKeyKind[]>[] = [
    {
      name: 'GET /organizations/users',
      query: [...listed, 'email', 'roles'],
      needs: ['admin', 'enterprise'],
      answer: (call) => byId(call, users.map(userOf), ({ id }) => id),
    },
    {
      name: 'GET /organizations/invites',
      query: listed,
      needs: ['admin', 'enterprise'],
      answer: (call) => {
        const rows = [1, 2, 3].map((number) => ({
          type: 'invite',
          id: `invite_${number}`,
          email: `guest.${number}@acme.example`,
          role: 'user',
          status: number === 3 ? 'expired' : 'pending',
          invited_at: moment,
          expires_at: '2026-10-23T09:30:00Z',
        }));
        return byId(call, rows, ({ id }) => id);
      },
    },
    {
      name: 'GET /organizations/workspaces',
      query: [...listed, 'include_archived'],
      needs: ['admin'],
      answer: (call) => {
        const isWhole = call.query.get('include_archived') === 'true';
        const rows = workspaces.filter(({ isArchived }) => isWhole || !isArchived).map(workspaceOf);
        return byId(call, rows, ({ id }) => id);
      },
    },
    {
      name: 'GET /organizations/workspaces/{workspace}/members',
      query: listed,
      needs: ['admin'],
      answer: (call) => {
        const { id, members } = one(workspaces, call.variables['workspace']);
        const rows = [...members].map(([number, workspace_role]) => ({
          type: 'workspace_member',
          user_id: userId(number),
          workspace_id: id,
          workspace_role,
        }));
        return byId(call, rows, ({ user_id }) => user_id);
      },
    },
    {
      name: 'GET /organizations/api_keys',
      query: [...listed, 'status', 'workspace_id', 'created_by_user_id'],
      needs: ['admin'],
      answer: (call) => byId(call, apiKeys.map(keyOf), ({ id }) => id),
    },
    {
      name: 'GET /organizations/rbac_groups',
      query: ['limit', 'page'],
      needs: ['enterprise'],
      answer: (call) => {
        const rows = groups.map(({ id, name }) => ({
          type: 'rbac_group',
          id,
          name,
          role_ids: [],
          source_type: id === 'rbac_group_1' ? 'scim' : 'direct',
          created_at: moment,
          updated_at: moment,
        }));
        return byToken(call, rows, 100, 20);
      },
    },
    {
      name: 'GET /organizations/rbac_groups/{group}/members',
      query: ['limit', 'page'],
      needs: ['enterprise'],
      answer: (call) => {
        const { id, members } = one(groups, call.variables['group']);
        const rows = members.map((number) => ({
          type: 'rbac_group_member',
          rbac_group_id: id,
          user_id: userId(number),
          email: users.find((user) => user.number === number)!.mail,
          created_at: moment,
        }));
        return byToken(call, rows, 100, 20);
      },
    },
    {
      name: 'GET /organizations/usage_report/messages',
      query: [...reported, 'workspace_ids[]', 'api_key_ids[]', 'models[]'],
      needs: ['admin'],
      answer: (call) =>
        buckets(call, {
          uncached_input_tokens: 1_500,
          cache_creation: { ephemeral_1h_input_tokens: 1_000, ephemeral_5m_input_tokens: 500 },
          cache_read_input_tokens: 200,
          output_tokens: 500,
          server_tool_use: { web_search_requests: 10 },
          api_key_id: grouped(call, 'api_key_id', 'apikey_1'),
          workspace_id: grouped(call, 'workspace_id', 'wrkspc_1'),
          model: grouped(call, 'model', 'claude-sonnet-4-20250514'),
          service_tier: grouped(call, 'service_tier', 'standard'),
          context_window: grouped(call, 'context_window', '0-200k'),
          inference_geo: 'CANARY',
        }),
    },
    {
      name: 'GET /organizations/cost_report',
      query: reported,
      needs: ['admin'],
      answer: (call) =>
        buckets(call, {
          currency: 'USD',
          amount: '123.78912',
          workspace_id: grouped(call, 'workspace_id', 'wrkspc_1'),
          description: grouped(call, 'description', 'CANARY Usage - Input Tokens'),
          cost_type: grouped(call, 'description', 'tokens'),
          model: grouped(call, 'description', 'claude-sonnet-4-20250514'),
          token_type: grouped(call, 'description', 'uncached_input_tokens'),
          service_tier: grouped(call, 'description', 'standard'),
          context_window: grouped(call, 'description', '0-200k'),
        }),
    },
    {
      name: 'GET /organizations/usage_report/claude_code',
      query: ['starting_at', 'limit', 'page'],
      needs: ['admin'],
      answer: (call) => {
        const date = `${needed(call, 'starting_at')}T00:00:00Z`;
        return byToken(
          call,
          users.slice(0, 45).map((user, index) => claudeCode(user, index, date)),
          1_000,
          20,
        );
      },
    },
  ];
  const find = routesOf(routes);

  return startStandIn((request): StandInAnswer => {
    const { method, path, query, headers } = request;
    if (headers['anthropic-version'] !== '2023-06-01')
      refuse(400, 'invalid_request_error', 'anthropic-version: header is required');
    const kind = keys[String(headers['x-api-key'])] ?? refuse(401, 'authentication_error', 'invalid x-api-key');
    const below = path.startsWith('/api.anthropic.com/v1/') ? path.slice('/api.anthropic.com/v1'.length) : notFound();
    const { route, variables, unknown } = find(method, below, query) ?? notFound();
    if (!route.needs!.includes(kind)) refuse(403, 'permission_error', 'CANARY may not use this endpoint');
    if (unknown.length > 0) refuse(400, 'invalid_request_error', `${unknown[0]}: Extra inputs are not permitted`);
    return answerFrom(route.answer({ variables, query, request }));
  }, now);
};

const claudeCode = ({ mail }: Person, index: number, date: string): object => ({
  date,
  actor:
    index % 3 === 2 ? { type: 'api_actor', api_key_name: 'CANARY key' } : { type: 'user_actor', email_address: mail },
  organization_id: 'CANARY-organization',
  customer_type: 'api',
  subscription_type: null,
  terminal_type: 'iTerm.app',
  core_metrics: {
    num_sessions: 15,
    lines_of_code: { added: 342, removed: 128 },
    commits_by_claude_code: 8,
    pull_requests_by_claude_code: 2,
  },
  tool_actions: {
    edit_tool: { accepted: 25, rejected: 3 },
    multi_edit_tool: { accepted: 12, rejected: 1 },
    write_tool: { accepted: 8, rejected: 0 },
    notebook_edit_tool: { accepted: 5, rejected: 2 },
  },
  model_breakdown: [
    {
      model: 'claude-sonnet-4-20250514',
      tokens: { input: 45_230, output: 12_450, cache_read: 8_790, cache_creation: 2_340 },
      estimated_cost: { amount: 186, currency: 'USD' },
    },
  ],
});
