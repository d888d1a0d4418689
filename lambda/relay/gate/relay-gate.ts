import type { ImportContext } from '../../../connectors/connector.ts';
import type { Batch } from '../../../connectors/item.ts';
import type { HttpClient } from '../../platform/http-client.ts';
import type { HttpOptions } from '../../platform/platform.ts';
import { type AskAgents, type AskAgentsOptions, askAgents } from './ask-agents.ts';
import { relayHttpClient } from './relay-http-client.ts';
import { type RelayImportOptions, relayImport } from './relay-import.ts';

/** Everything of the gate's end of the relay that a source needs. */
export interface RelayGate {
  readonly ask: AskAgents;
  http(options: HttpOptions): HttpClient;
  importAt(
    at: Pick<RelayImportOptions, 'connector' | 'options'>,
    context: ImportContext,
  ): AsyncGenerator<Batch, void, undefined>;
}

/** Makes it, for one source. It is loaded only where a source is behind agents. */
export const relayGate = (options: AskAgentsOptions, source: string): RelayGate => {
  const ask = askAgents(options);
  return {
    ask,
    http: relayHttpClient(ask, source),
    importAt: ({ connector, options }, context) => relayImport({ ask, source, connector, options }, context),
  };
};
