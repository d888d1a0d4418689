import type { AgentPolicy } from '../policy/agent-policy.ts';

/** A host and a port that an agent's own file allows. */
export interface PolicyTarget {
  readonly host: string;
  /** `undefined` where another service says it, as that of a named instance of SQL Server. */
  readonly port: number | undefined;
}

/** Each target of an agent's own file once, in its order. Rules for many hosts name none. */
export const policyTargets = ({
  http,
  sql,
  ldap,
}: Pick<AgentPolicy, 'http' | 'sql' | 'ldap'>): readonly PolicyTarget[] => {
  const all = [
    ...http.map(({ written, port }) => ({ host: written.host, port })),
    ...sql.flatMap(({ server }) => (server ? [{ host: server.host, port: server.port }] : [])),
    ...ldap.map(({ host, port }) => ({ host, port })),
  ];
  const named = all.filter(({ host }) => !host.startsWith('*'));
  return [...new Map(named.map((target) => [`${target.host}:${target.port}`, target])).values()];
};
