import type { Route } from '../strict-routes.ts';
import { keyOf, moment, userOf, workspaceOf } from './anthropic-bodies.ts';
import type { AnthropicKeyKind } from './anthropic-key-kind.ts';
import { byId, byToken, listed } from './anthropic-lists.ts';
import { type AnthropicOrganization, userId } from './anthropic-organization.ts';
import { anthropicNotFound } from './anthropic-refusal.ts';

/** People, workspaces, keys and groups; `needs` are the kinds of keys that read each. */
export const anthropicDirectoryRoutes = (
  organization: AnthropicOrganization,
): readonly Route<readonly AnthropicKeyKind[]>[] => {
  const { users, workspaces, keys: apiKeys, groups } = organization;
  const one = <Thing extends { readonly id: string }>(things: readonly Thing[], id: string | undefined): Thing =>
    things.find((thing) => thing.id === id) ?? anthropicNotFound();
  return [
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
  ];
};
