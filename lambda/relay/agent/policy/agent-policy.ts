import type { FileRule } from './files/file-rule.ts';
import type { HttpRule } from './http/http-rule.ts';
import type { LdapRule } from './ldap/ldap-rule.ts';
import type { WrittenAgent } from './schema/agent-schema.ts';
import type { SqlRule } from './sql/sql-rule.ts';

/** What an agent may reach, and how it runs: its own file, ready to compare. Nothing that the gate says changes it. */
export interface AgentPolicy {
  readonly http: readonly HttpRule[];
  readonly sql: readonly SqlRule[];
  readonly ldap: readonly LdapRule[];
  readonly files: readonly FileRule[];
  readonly limits: WrittenAgent['limits'];
  /** Requests at once, 1 to 64. */
  readonly capacity: number;
  /** Port on 127.0.0.1; 0 takes any free one. */
  readonly healthPort: number;
  /** What is run to update, the program first. @default - nothing */
  readonly updateCommand: readonly string[] | undefined;
  readonly drainSeconds: number;
  readonly logLevel: WrittenAgent['log'];
}
