import type { NamedRequest } from './named-requests.ts';
import { packageFile } from './package-file.ts';
import type { TypesPackage } from './type-drift.ts';

const file = JSON.stringify(packageFile('@microsoft/microsoft-graph-types', 'microsoft-graph.d.ts'));

/**
 * Where paths of Graph begin. What the documentation gives as one of several kinds has the properties of those that are meant: types
 * say the kind that they have in common.
 */
const roots = `
declare module ${file} {
  interface ConversationMember {
    email?: AadUserConversationMember['email'];
    tenantId?: AadUserConversationMember['tenantId'];
    userId?: AadUserConversationMember['userId'];
  }
  interface Identity {
    email?: EmailIdentity['email'];
    tenantId?: CommunicationsUserIdentity['tenantId'];
    userIdentityType?: TeamworkUserIdentity['userIdentityType'];
  }
  interface IdentitySet { phone?: CommunicationsIdentitySet['phone'] }
  namespace CallRecords { interface Endpoint { identity?: ParticipantEndpoint['identity'] } }
}
type Principal = graph.User & graph.Group & graph.Device & graph.ServicePrincipal;
type Has<T, K extends keyof T, V> = Omit<T, K> & { [Key in K]?: V };
interface Roots {
  users: Has<graph.User, 'manager', graph.User>[];
  groups: Has<graph.Group, 'members' | 'owners', Principal[]>[];
  devices: graph.Device[];
  servicePrincipals: Has<graph.ServicePrincipal, 'owners', Principal[]>[];
  teams: graph.Team[];
  subscribedSkus: graph.SubscribedSku[];
  directory: { deletedItems: { 'microsoft.graph.user': graph.User[]; 'microsoft.graph.group': graph.Group[] } };
  roleManagement: graph.RoleManagement;
  auditLogs: graph.AuditLogRoot;
  communications: { callRecords: graph.CallRecords.CallRecord[] };
}
type Answer<X> = X extends readonly unknown[] ? { value: X } : X;
`;

/** What a path leads to: its names are properties, its variables elements. A delta is of a list, or of all that is below a thing. */
const typeOf = (url: string): string | undefined => {
  const path = /^https:\/\/[^/]+\/v1\.0\/(.+)$/.exec(url)?.[1];
  // Reports are in no types.
  if (path === undefined || path.startsWith('reports/')) return undefined;
  const parts = path.split('/');
  if (parts.at(-1) === 'getAllMessages') return 'graph.ChatMessage[]';
  const names = parts.filter((part) => part !== 'delta').map((part) => (part.startsWith('{') ? '[]' : part));
  const type = `At<Roots, ${JSON.stringify(names)}>`;
  return path.endsWith('/root/delta') ? `${type}[]` : type;
};

/** What Microsoft publishes of Graph: types whose properties lead as its paths do. Parameters are not in them. */
export const graphTypes: TypesPackage = {
  imports: [`import type * as graph from ${file};`, ...roots.trim().split('\n')],
  describe: ({ url }: NamedRequest) => {
    const type = typeOf(url);
    return type === undefined ? undefined : { answer: `Answer<${type}>` };
  },
  // Annotations of OData are of every answer.
  ignores: (field) => field.some((name) => name.includes('@')),
};
