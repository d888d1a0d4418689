/**
 * Connectors that open connections or files themselves. Behind agents they run at the agent, where the source is; all others run in the gate
 * as ever, and the agent only sends their requests.
 */
export const runsAtAgent: ReadonlySet<string> = new Set(['file', 'ldap', 'sql']);
