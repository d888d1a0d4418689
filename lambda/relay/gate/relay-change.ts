import type { Json } from '../../../connectors/item.ts';
import type { ChangeContext, LdapChange, LdapChanged } from '../../../connectors/ldap/change.ts';
import { RelayFailure } from '../relay-failure.ts';
import type { AskAgents } from './ask-agents.ts';
import { explainRelay } from './explain-relay.ts';

/** The directory that is changed, and how it is reached. */
export interface RelayChangeSource {
  readonly source: string;
  readonly connector: string;
  /** As the connector's schema resolved them. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Makes one change of a directory. */
export type RelayChange = (
  change: LdapChange,
  context: Pick<ChangeContext, 'secret' | 'signal'>,
) => Promise<LdapChanged>;

/**
 * Changes a directory that an agent reaches. It gives what `applyChange` gives there.
 *
 * A change that an agent has taken is never begun a second time: when that agent is lost, nobody knows whether it was made, and the error says so
 * (`relay: agent-lost` in its detail). Whoever asks again gets `unchanged` if it was. What no agent took goes to another one.
 *
 * What is given throws SourceError, or the signal's reason.
 *
 * @example await relayChange(relay.ask, at)({ kind: 'disable', entry: { id: '…' } }, context) // { outcome: 'changed', … }
 */
export const relayChange =
  (ask: AskAgents, { source, connector, options }: RelayChangeSource): RelayChange =>
  async (change, { secret, signal }) => {
    const sent = await secret();
    try {
      // It came through a schema, whose optional fields may hold nothing: JSON leaves them out.
      const request = { kind: 'change', source, connector, options, secret: sent, change: change as Json } as const;
      const { head, body } = await ask(request, { signal });
      // What is wrong with the way is told by the body's end, and there is nothing else in it.
      for await (const part of body) if (part.length > 0) throw broken();
      if (!isChanged(head)) throw broken();
      return head;
    } catch (error) {
      signal.throwIfAborted();
      throw explainRelay(error);
    }
  };

const outcomes: ReadonlySet<unknown> = new Set(['changed', 'unchanged']);
const refusals: ReadonlySet<unknown> = new Set(['conflict', 'refused']);

/** An agent may say whatever it wants to. */
const isChanged = (head: unknown): head is LdapChanged => {
  const { outcome, dn, id, code, message }: Readonly<Record<string, unknown>> = Object(head);
  if (outcomes.has(outcome)) return typeof dn === 'string' && (id === undefined || typeof id === 'string');
  return refusals.has(outcome) && typeof code === 'string' && typeof message === 'string';
};

const broken = (): RelayFailure =>
  new RelayFailure('relay-broken', 'the agent answered a change with what is no answer: is its version another one?', {
    sent: true,
  });
