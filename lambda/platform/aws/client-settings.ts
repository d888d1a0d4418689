import type { Agent } from 'node:https';

/**
 * How AWS is called. Without a limit, a network that swallows packets would hold an import until the end of its function.
 * A body that is read slowly is not limited: an object streams as fast as the vendor reads.
 */
export const clientSettings = { requestHandler: { connectionTimeout: 3_000 } } as const;

/**
 * What a call is sent with whose answer is small, all of its attempts together. A service that takes a connection and then says
 * nothing would otherwise hold everybody who waits for the same answer.
 */
export const shortCall = () => ({ abortSignal: AbortSignal.timeout(10_000) });

/** What lets a process in that has no credentials of its own. */
export interface LentKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** How a client calls AWS that does so for somebody else, or from behind a proxy. */
export interface AwsCaller {
  /** Looked up for every request. @default - those of the process */
  readonly keys?: (() => LentKeys) | undefined;
  /** @default - connections of its own */
  readonly agent?: Agent | undefined;
}

/**
 * The settings of a client for a caller.
 *
 * A client keeps credentials until five minutes before their end by its own clock, which may be wrong: these have always ended already, so that it
 * asks for them each time.
 */
export const callerSettings = ({ keys, agent }: AwsCaller) => ({
  requestHandler: { ...clientSettings.requestHandler, ...(agent && { httpsAgent: agent }) },
  ...(keys && { credentials: async () => ({ ...keys(), expiration: new Date(0) }) }),
});
