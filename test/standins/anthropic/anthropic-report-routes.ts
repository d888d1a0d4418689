import type { Call, Route } from '../strict-routes.ts';
import { claudeCode } from './anthropic-bodies.ts';
import type { AnthropicKeyKind } from './anthropic-key-kind.ts';
import { byToken } from './anthropic-lists.ts';
import type { AnthropicOrganization } from './anthropic-organization.ts';
import { refuseAnthropic } from './anthropic-refusal.ts';

const reported = ['starting_at', 'ending_at', 'bucket_width', 'group_by[]', 'limit', 'page'];

/** Usage and costs. */
export const anthropicReportRoutes = ({
  users,
}: AnthropicOrganization): readonly Route<readonly AnthropicKeyKind[]>[] => {
  const needed = (call: Call, name: string): string =>
    call.query.get(name) ?? refuseAnthropic(400, 'invalid_request_error', `${name}: Field required`);
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

  return [
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
};
