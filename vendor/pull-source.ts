import type { Agent } from 'node:http';
import type { JsonValue } from '@bufbuild/protobuf';
import { fromJson, toJson } from '@bufbuild/protobuf';
import { type Value, ValueSchema } from '@bufbuild/protobuf/wkt';
import { type CallOptions, createClient, type Transport } from '@connectrpc/connect';
import { createTransport } from '@connectrpc/connect/protocol-connect';
import { compressionBrotli, compressionGzip, createNodeHttpClient } from '@connectrpc/connect-node';
import { Service as V1 } from '../lambda/imports/gen/elimity/insights/customgateway/v1alpha1/service_pb.ts';
import {
  type PerformImportResponse,
  Service as V2,
} from '../lambda/imports/gen/elimity/insights/customgateway/v1alpha2/service_pb.ts';
import { countingAgent } from './counting-agent.ts';
import { tellProblems } from './tell-problems.ts';

/** What to pull, and how. */
export interface PullOptions {
  /** The gateway URL of the source, with or without a slash at the end. */
  readonly url: string;
  /** Makes the bearer token of each request. @default - requests carry none */
  readonly token?: (() => Promise<string>) | undefined;
  /** @default 'v1alpha2' */
  readonly version?: 'v1alpha1' | 'v1alpha2' | undefined;
  /** @default 'proto' */
  readonly codec?: 'json' | 'proto' | undefined;
  /** Configuration values that travel with every request. */
  readonly fields?: Readonly<Record<string, JsonValue>> | undefined;
  /**
   * Asks for changes: for the mark after which they begin, or, with a mark, for those after it.
   *
   * @default - the source is pulled whole, and no mark is asked for
   */
  readonly changes?: { readonly after?: JsonValue | undefined } | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears every item; the counts are those after it. */
  readonly onItem?: ((item: PerformImportResponse['value'], counts: PullCounts) => void) | undefined;
}

/** What came so far. */
export interface PullCounts {
  entities: number;
  relationships: number;
  logs: number;
  pages: number;
  /** Over the wire, headers included. */
  bytes: number;
}

/** What came in all. */
export interface Pulled extends PullCounts {
  /** Where the changes after this pull begin, if they were asked for and the source can tell them. */
  readonly mark?: JsonValue | undefined;
}

/**
 * Pulls a source as the vendor does: asks for Meta, then makes one request after the other until an answer brings no cursor, or one that
 * is a mark.
 *
 * @throws ConnectError with the gateway's code and sentence
 * @example const counts = await pullSource({ url: 'http://127.0.0.1:8787/people', token: async () => token })
 */
export const pullSource = async (options: PullOptions): Promise<Pulled> => {
  const { url, version = 'v1alpha2', codec = 'proto', signal } = options;
  const { agent, bytes } = countingAgent(url);
  const transport = transportTo(url.replace(/\/$/, ''), agent, codec);
  const given = { ...options.fields, ...(options.changes && { changes: true }) };
  const fields = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, protoValue(value)]));
  const counts: PullCounts = { entities: 0, relationships: 0, logs: 0, pages: 0, bytes: 0 };
  const call = async (): Promise<CallOptions> => ({
    ...(signal && { signal }),
    ...(options.token && { headers: { authorization: `Bearer ${await options.token()}` } }),
  });

  const page = async (items: AsyncIterable<{ value: PerformImportResponse['value'] }>): Promise<Value | undefined> => {
    let next: Value | undefined;
    counts.pages++;
    for await (const { value } of items) {
      if (value.case === 'entity') counts.entities++;
      if (value.case === 'relationship') counts.relationships++;
      if (value.case === 'log') counts.logs++;
      if (value.case === 'cursor') next = value.value;
      options.onItem?.(value, counts);
    }
    counts.bytes = bytes();
    return next;
  };

  try {
    if (version === 'v1alpha1') {
      const items = createClient(V1, transport).performImport({ fields }, await call());
      // The messages are alike but for their numbers, which are gone once they are decoded.
      await page(items as AsyncIterable<{ value: PerformImportResponse['value'] }>);
      return counts;
    }
    const client = createClient(V2, transport);
    const meta = await client.meta({}, await call());
    const after = options.changes?.after;
    let cursor = after === undefined ? meta.initialCursor : protoValue(after);
    do {
      const request = { fields, version: meta.version, ...(cursor && { cursor }) };
      cursor = await page(client.performImport(request, await call()));
      const mark = cursor && markIn(cursor);
      if (mark !== undefined) return { ...counts, mark };
    } while (cursor);
    return counts;
  } finally {
    agent.destroy();
  }
};

/** Connect's own transport for Node, with its defaults, but for the problem documents. */
const transportTo = (baseUrl: string, agent: Agent, codec: 'json' | 'proto'): Transport =>
  createTransport({
    baseUrl,
    httpClient: tellProblems(createNodeHttpClient({ httpVersion: '1.1', nodeOptions: { agent } })),
    useBinaryFormat: codec === 'proto',
    interceptors: [],
    acceptCompression: [compressionGzip, compressionBrotli],
    sendCompression: null,
    compressMinBytes: 1_024,
    readMaxBytes: 0xffff_ffff,
    writeMaxBytes: 0xffff_ffff,
  });

/** A mark is an object with the key `changes` alone. */
const markIn = (cursor: Value): JsonValue | undefined => {
  const json = toJson(ValueSchema, cursor);
  return typeof json === 'object' && json !== null && Object.keys(json).join() === 'changes' ? json : undefined;
};

const protoValue = (value: JsonValue): Value => fromJson(ValueSchema, value);
