import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Authentication } from '../../../../connectors/authentication/authentication.ts';
import type { HttpRequest } from '../../../../lambda/platform/http-client.ts';
import { localIdentity } from '../../../../lambda/platform/local/local-identity.ts';
import { jsonLog } from '../../../../lambda/platform/log.ts';
import type { HttpOptions, Platform } from '../../../../lambda/platform/platform.ts';
import { nodeSleep, sourceAccess } from '../../../../lambda/tokens/access/source-access.ts';
import { memoryState } from '../../support/memory-state.ts';
import { testKeys } from '../gate-process.ts';

/** What an authorization server is asked, and who asks it over which connection. */
export interface Asked {
  readonly form: Readonly<Record<string, string>>;
  readonly headers: HttpRequest['headers'];
  readonly http: HttpOptions;
}

/** The access to a source whose authorization server is in memory: it gives `token-1`, `token-2` … */
export const openedAccess = (
  authentication: Authentication,
  secret: Readonly<Record<string, string>>,
  given: Partial<Platform> = {},
) => {
  const world = { now: 1_000_000_000, secret, reads: 0, status: 200, expiresIn: 3_600 as unknown };
  const asked: Asked[] = [];
  const log: Record<string, unknown>[] = [];
  const answer = () =>
    world.status === 200
      ? { access_token: `token-${asked.length}`, token_type: 'bearer', expires_in: world.expiresIn }
      : { error: 'invalid_client', error_description: 'canary' };
  const platform: Platform = {
    secrets: {
      async read() {
        world.reads++;
        return world.secret;
      },
    },
    keys: { readOrCreate: () => Promise.reject(new Error('these keys are given')) },
    state: memoryState(),
    identity: localIdentity({ environment: {}, now: Date.now }),
    files: { path: (location) => location, open: () => Promise.reject(new Error('no files here')) },
    log: jsonLog(
      (line) => log.push(JSON.parse(line)),
      () => world.now,
    ),
    fetch: () => Promise.reject(new Error('no fetch here')),
    http:
      (http) =>
      async ({ body, headers }) => {
        const form = Object.fromEntries(new URLSearchParams(Buffer.from(body as Uint8Array).toString()));
        asked.push({ form, headers, http });
        return {
          status: world.status,
          headers: { 'content-type': 'application/json' },
          body: Readable.from([Buffer.from(JSON.stringify(answer()))]),
        };
      },
    now: () => world.now,
    random: () => 0.5,
    reference: randomUUID,
    ...given,
  };
  const access = sourceAccess({
    authentication,
    platform,
    gateway: 'acme',
    source: 'tickets',
    keys: { current: async () => testKeys, fresh: async () => testKeys },
    // Waits are as long beside each other as ever, and a hundredth of what they are.
    sleep: (milliseconds, end) => nodeSleep(milliseconds / 100, end),
  });
  const { signal } = new AbortController();
  return {
    access,
    platform,
    world,
    asked,
    log,
    current: (endpoint?: string) => access.credentials(signal, endpoint),
    signal,
  };
};
