import type { Json } from '../../../../connectors/item.ts';
import { applyChange } from '../../../../connectors/ldap/change.ts';
import type { RelayedAnswer, RelayedChange } from '../../relayed-request.ts';
import { checkChange } from '../policy/ldap/check-change.ts';
import { ownSecret } from '../policy/own-secret.ts';
import { PolicyRefusal } from '../policy/policy-refusal.ts';
import type { RunContext } from '../run-request.ts';
import { allowedPath } from './allowed-path.ts';
import type { RunRequestOptions } from './create-run-request.ts';
import { plainRecord } from './plain-record.ts';

/** Makes one change. */
export type RunChange = (request: RelayedChange, context: RunContext) => Promise<RelayedAnswer>;

/**
 * Changes of directories that the agent's own file allows. The answer's head is what came of it.
 *
 * The function that it gives throws PolicyRefusal, PlatformError or SourceError.
 */
export const runChange =
  ({ policy }: Pick<RunRequestOptions, 'policy'>): RunChange =>
  async ({ connector, options, change, secret: sent }, { signal }) => {
    if (connector !== 'ldap')
      throw new PolicyRefusal('the gate wants to change something that is no directory', 'Only ldap is changed here.');
    const allowed = checkChange(policy.ldap, options, change, policy.limits.answerSeconds);
    const own = allowed.secret === undefined ? plainRecord(sent) : ownSecret(allowed.secret);
    const changed = await applyChange(allowed.options, change, {
      signal,
      secret: async () => own,
      path: (location) => allowedPath(allowed.paths, location),
    });
    return { head: changed as Json, body: nothing() };
  };

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}
