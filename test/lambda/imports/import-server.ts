import * as z from 'zod';
import type { SourceDocument } from '../../../config/config.ts';
import type { ImportContext } from '../../../connectors/connector.ts';
import type { Batch } from '../../../connectors/item.ts';
import { createGateway, type HostCall } from '../../../lambda/gateway.ts';
import { startHttpServer } from '../../../lambda/hosts/http-server.ts';
import { localIdentity } from '../../../lambda/platform/local/local-identity.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import type { Platform } from '../../../lambda/platform/platform.ts';
import { memoryState } from '../support/memory-state.ts';

/** What a test's source yields. */
export type TestImport = (context: ImportContext) => AsyncGenerator<Batch, void, undefined>;

/** A gateway on loopback in front of a source that the test writes, with every caller let in. */
export interface ImportServer {
  readonly url: string;
  /** The parsed lines of the log so far. */
  readonly log: readonly Record<string, unknown>[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts one. The path prefix stands for whatever a gateway URL may carry. */
export const startImportServer = async (
  source: TestImport,
  call: Omit<Partial<HostCall>, 'publicUrl'> & {
    readonly closed?: SourceDocument['source']['closed'];
    readonly now?: number;
  } = {},
): Promise<ImportServer> => {
  const log: Record<string, unknown>[] = [];
  const now = () => call.now ?? Date.now();
  let references = 0;
  const platform: Platform = {
    secrets: { read: async () => ({}) },
    keys: { readOrCreate: () => Promise.reject(new Error('no key here')) },
    state: memoryState(),
    http: () => () => Promise.reject(new Error('no network here')),
    identity: localIdentity({ environment: {}, now }),
    files: { path: (location) => location, open: () => Promise.reject(new Error('no files here')) },
    log: jsonLog((line) => log.push(JSON.parse(line)), now),
    fetch: () => Promise.reject(new Error('no network here')),
    now,
    random: () => 0.5,
    reference: () => `ref-${++references}`,
  };
  const document: SourceDocument = {
    gateway: 'acme',
    vendor: { name: 'vendor', profile: 'bearer', identity: {} },
    name: 'people',
    source: { connector: 'test', serve: ['import'], claims: {}, closed: call.closed ?? [], options: {} },
  };
  const connector = {
    name: 'test',
    title: 'Test',
    modes: ['import'] as const,
    options: z.object({}),
    requires: () => ({ hosts: [], files: [], objects: [], secret: [] }),
    import: (_options: unknown, context: ImportContext) => source(context),
  };
  const verify = async () => ({ issuer: 'https://issuer.example/', subject: 'vendor', profile: 'bearer' as const });
  const gateway = createGateway({ document, connector, platform, verify });
  const server = await startHttpServer({
    hostname: '127.0.0.1',
    port: 0,
    handler: (request) => gateway(request, { publicUrl: 'http://127.0.0.1/', ...call }),
  });
  return {
    url: `http://127.0.0.1:${server.port}/any/prefix`,
    log,
    async [Symbol.asyncDispose]() {
      await server.stop(0);
    },
  };
};
