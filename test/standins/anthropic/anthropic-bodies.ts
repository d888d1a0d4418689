import type { Person } from '../organisation.ts';
import { type AnthropicKey, type AnthropicWorkspace, userId } from './anthropic-organization.ts';

// Bodies as the API reference has them: with more than anybody asked for.

/** The time of everything that has no time of its own. */
export const moment = '2026-10-02T09:30:00.123456Z';

export const userOf = ({ number, name, mail, hired }: Person) => ({
  type: 'user',
  id: userId(number),
  name,
  email: mail,
  role: number % 30 ? 'developer' : 'admin',
  added_at: `${hired}T08:00:00Z`,
});
export const workspaceOf = ({ id, name, isArchived }: AnthropicWorkspace) => ({
  type: 'workspace',
  id,
  name,
  created_at: moment,
  archived_at: isArchived ? moment : null,
  display_color: '#CANARY',
  data_residency: { workspace_geo: 'us', default_inference_geo: 'global', allowed_inference_geos: 'unrestricted' },
});
export const keyOf = ({ id, name, status, creator, principal, workspace }: AnthropicKey) => ({
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

export const claudeCode = ({ mail }: Person, index: number, date: string): object => ({
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
