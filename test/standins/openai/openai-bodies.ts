import type { Person } from '../organisation.ts';
import { type OpenAIProject, userId } from './openai-organization.ts';

// Bodies as the API reference has them: with more than anybody asked for.

const seconds = (day: string): number => Date.parse(`${day}T08:00:00Z`) / 1_000;

/** The time of everything that has no time of its own. */
export const instant = 1_790_000_000;

export const userOf = ({ number, name, mail, status, hired }: Person) => ({
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

export const projectOf = ({ id, name, isArchived }: OpenAIProject) => ({
  object: 'organization.project',
  id,
  name,
  created_at: instant,
  archived_at: isArchived ? instant + 60 : null,
  status: isArchived ? 'archived' : 'active',
  external_key_id: null,
});

export const roleOf = (id: string) => ({
  object: 'role',
  id,
  name: `Name of ${id}`,
  description: 'May see things',
  permissions: ['CANARY.read'],
  predefined_role: id === 'role-1',
  resource_type: 'api.organization',
  created_by_user_obj: { email: 'CANARY@acme.example' },
});

export const auditEvent = (index: number, { number, mail }: Person) => ({
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
