import type { SourceConfig } from '../../../config/config.ts';
import type { ImportContext } from '../../../connectors/connector.ts';
import type { Batch } from '../../../connectors/item.ts';
import { once } from '../../once.ts';
import { fetchOf } from '../../platform/fetch-of.ts';
import type { HttpClient } from '../../platform/http-client.ts';
import type { HttpOptions, Platform } from '../../platform/platform.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import type { AskAgents } from './ask-agents.ts';

/** The way to a source behind agents. */
export interface ThroughRelay {
  /** Everything as before, but what is asked over HTTP is asked by an agent. */
  readonly platform: Platform;
  /** Imports by a connector that runs at the agent. Throws as `relayImport` does. */
  importAt(source: SourceConfig, context: ImportContext): AsyncGenerator<Batch, void, undefined>;
  readonly ask: AskAgents;
}

/**
 * The way to a source behind agents. What it needs is loaded at the first request: most sources have none.
 *
 * Throws PlatformError `queue-missing` at the first request if the deployment has no relay.
 */
export const throughRelay = (
  platform: Platform,
  gateway: string,
  { source, agents }: { readonly source: string; readonly agents?: readonly string[] | undefined },
): ThroughRelay => {
  const { relay, log, now, random } = platform;
  const gate = once(async () => {
    if (!relay) throw new PlatformError('queue-missing', 'the deployment has no relay: deploy the gateway again');
    const { relayGate } = await import('./relay-gate.ts');
    return relayGate({ gateway, places: relay, agents, log, now, random }, source);
  });
  const http =
    (options: HttpOptions): HttpClient =>
    async (request) =>
      (await gate()).http(options)(request);
  return {
    platform: { ...platform, http, fetch: fetchOf(http({ privateAddresses: [] })) },
    ask: async (request, options) => (await gate()).ask(request, options),
    async *importAt(at, context) {
      yield* (await gate()).importAt(at, context);
    },
  };
};
