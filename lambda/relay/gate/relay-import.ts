import type { ImportContext } from '../../../connectors/connector.ts';
import type { Batch } from '../../../connectors/item.ts';
import { RelayFailure, type RelayFailureCode } from '../relay-failure.ts';
import { readBatches } from '../written-batch.ts';
import type { AskAgents } from './ask-agents.ts';
import { explainRelay } from './explain-relay.ts';
import { givenItems } from './given-items.ts';

/** What is imported through agents. */
export interface RelayImportOptions {
  readonly ask: AskAgents;
  readonly source: string;
  readonly connector: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** How often an import goes on with another agent without anything new in between. */
const attempts = 3;

/**
 * Imports from a source that an agent reads where it is. When the agent is lost in the middle, another one goes on after the last batch that
 * can be gone on from: nothing is lost, and nothing comes twice. What came after that batch is remembered, and left out when it comes again.
 *
 * Throws SourceError, as any import does.
 */
export async function* relayImport(
  { ask, source, connector, options }: RelayImportOptions,
  context: ImportContext,
): AsyncGenerator<Batch, void, undefined> {
  const { fields, signal } = context;
  const secret = await context.secret();
  let cursor = context.cursor;
  const given = givenItems();
  for (let failed = 0; ; ) {
    try {
      given.again();
      const request = {
        kind: 'import',
        source,
        connector,
        options,
        ...(cursor !== undefined && { cursor }),
        fields,
        secret,
      } as const;
      const { body } = await ask(request, { signal });
      for await (const batch of readBatches(body)) {
        const items = given.fresh(batch.items);
        if (batch.resume !== undefined) {
          cursor = batch.resume;
          given.forget();
        }
        if (items.length > 0 || batch.resume !== undefined) failed = 0;
        yield { ...batch, items };
      }
      return;
    } catch (error) {
      signal.throwIfAborted();
      failed++;
      if (!isPassing(error) || !given.isComplete || failed >= attempts) throw explainRelay(error);
    }
  }
}

const isPassing = (error: unknown): boolean => error instanceof RelayFailure && passing.has(error.code);

const passing: ReadonlySet<RelayFailureCode> = new Set(['agent-lost', 'agent-revoked', 'relay-broken']);
