import { setTimeout as sleepFor } from 'node:timers/promises';
import { type Config, sourceDocument } from '../../../../config/config.ts';
import type { NamedText } from '../../../../config/load/file-reader.ts';
import { parseConfig } from '../../../../config/load.ts';
import { noAuthentication } from '../../../../connectors/authentication/authentication.ts';
import type { ImportContext } from '../../../../connectors/connector.ts';
import { connectorNamed, connectors } from '../../../../connectors/index.ts';
import type { Item, Json } from '../../../../connectors/item.ts';
import { createGateway } from '../../../../lambda/gateway.ts';
import { cursorSeal } from '../../../../lambda/imports/cursor-seal.ts';
import { deriveKeys, loadKeys } from '../../../../lambda/keys/gateway-keys.ts';
import { formatKeyRing, makeKeyRing } from '../../../../lambda/keys/key-ring.ts';
import { localIdentity } from '../../../../lambda/platform/local/local-identity.ts';
import { jsonLog } from '../../../../lambda/platform/log.ts';
import type { Platform } from '../../../../lambda/platform/platform.ts';
import { sealValue } from '../../../../lambda/shapes/treatments/reversible-pseudonym.ts';
import { fetchSource } from '../../../../lambda/tokens/access/fetch-source.ts';
import { httpClients } from '../../../../lambda/tokens/access/http-clients.ts';
import { sourceAccess } from '../../../../lambda/tokens/access/source-access.ts';
import { parseFrames } from '../../../lambda/imports/frames.ts';
import { memoryState } from '../../../lambda/support/memory-state.ts';
import { clientTo } from '../../../standins/client-to.ts';

/** A source as a customer has it, and what stands for the vendor. */
export interface TestedSource {
  /** As it is written in sallyport.yaml: `{ connector: 'okta', domain: 'acme.okta.com' }`. */
  readonly source: Readonly<Record<string, unknown>>;
  /** @default - none was entered */
  readonly secret?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  /** By host: the origins of stand-ins. Anything else can not be reached. */
  readonly origins: Readonly<Record<string, string>>;
  /** Whatever of the platform the test has otherwise: an identity, a clock. */
  readonly platform?: Partial<Platform>;
  /** Files beside the configuration, by the path that the source names. */
  readonly files?: Readonly<Record<string, string>>;
  /** @default 'source' */
  readonly name?: string;
}

/** Where the vendor reaches the source. */
export const publicUrl = 'https://gate.example/source';

/** What a vendor gets by one import: what came, the cursor to go on from, and the code of its error. */
export interface Imported {
  readonly items: readonly VendorItem[];
  readonly cursor: Json | undefined;
  readonly error: string | undefined;
}

/** An item as the protocol's JSON has it. */
export type VendorItem = Readonly<Record<'entity' | 'relationship' | 'log', Readonly<Record<string, unknown>>>>;

/** What one import of the connector yields, without a vendor; and how long it slept. */
export interface ReadItems {
  readonly items: readonly Item[];
  readonly slept: readonly number[];
}

const madeKeys = makeKeyRing((count) => Buffer.alloc(count, 7));
const keyRing = formatKeyRing(madeKeys);
const derivedKeys = deriveKeys('acme', madeKeys);

/** The reversible pseudonym that the vendor has for a value, as if it had read it somewhere. */
export const pseudonymOf = (value: string | number): string =>
  sealValue({ text: String(value), kind: typeof value === 'number' ? 'number' : 'string' }, derivedKeys);

/**
 * A source of a connector behind a real gateway: configuration, tokens, imports, proxy. Only the vendor's hosts are stand-ins, which
 * get `https://host/path` as `/host/path`.
 *
 * @example
 * const okta = connectorUnderTest({ source: { connector: 'okta', domain }, secret: { token }, origins: { [domain]: api.origin } });
 * const answer = await okta.call('/users?limit=2');
 * const { items } = await okta.import();
 */
export const connectorUnderTest = ({
  source,
  secret = {},
  origins,
  platform: own = {},
  files = {},
  name = 'source',
}: TestedSource) => {
  const config = configOf(source, files, name);
  const document = sourceDocument(config, name);
  const connector = connectorNamed(document.source.connector)!;
  const log: Record<string, unknown>[] = [];
  const platform: Platform = {
    secrets: { read: async () => (typeof secret === 'function' ? secret() : secret) },
    keys: { readOrCreate: async () => keyRing },
    state: memoryState(),
    http: () => clientTo(origins),
    identity: localIdentity({ environment: {}, now: Date.now }),
    files: { path: (location) => location, open: () => Promise.reject(new Error('no files here')) },
    log: jsonLog((line) => log.push(JSON.parse(line)), Date.now),
    fetch: fetchTo(origins),
    now: Date.now,
    random: () => 0,
    reference: () => 'ref-1',
    ...own,
  };
  const verify = async () => ({ issuer: 'https://issuer.example/', subject: 'vendor', profile: 'bearer' as const });
  const gateway = createGateway({ document, connector, platform, verify });

  const send = (target: string, init: RequestInit = {}): Promise<Response> =>
    gateway(new Request(publicUrl + target, init), { publicUrl, target: `/source${target}` });

  const keys = loadKeys({
    gateway: 'acme',
    keys: platform.keys,
    now: platform.now,
    random: (count) => Buffer.alloc(count, 7),
    onFailure: () => undefined,
  });
  const sealing = cursorSeal(keys, `acme/${name}`);

  /** For tests of the connector's own batches: the same source without the protocol in front. Time passes by sleeping alone. */
  const context = (cursor: Json | undefined, slept: number[]): ImportContext => {
    const began = platform.now();
    const authentication = connector.authentication?.(document.source.options) ?? noAuthentication;
    const access = sourceAccess({ authentication, platform, gateway: 'acme', source: name, keys });
    return {
      cursor,
      fields: {},
      secret: () => platform.secrets.read(),
      signal: new AbortController().signal,
      fetch: platform.fetch,
      fetchSource: fetchSource({
        access,
        fetch: platform.fetch,
        http: httpClients(platform, authentication.privateAddresses),
      }),
      cursorSeal: sealing,
      now: () => began + slept.reduce((sum, milliseconds) => sum + milliseconds, 0),
      random: platform.random,
      sleep: async (milliseconds) => {
        slept.push(milliseconds);
        await sleepFor(0);
      },
      open: platform.files.open,
      path: platform.files.path,
    };
  };

  return {
    config,
    document,
    log,
    /** A call by proxy: `call('/users?limit=2')`. */
    call: send,
    /** The JSON of a call by proxy that must succeed. */
    async json(target: string, init?: RequestInit): Promise<unknown> {
      const response = await send(target, init);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${target}: ${response.status} ${text}`);
      return JSON.parse(text);
    },
    /** One import by the vendor's protocol, to its end. */
    async import(cursor?: Json, fields?: Readonly<Record<string, Json>>): Promise<Imported> {
      const asked = { version: 'v1.0.0', ...(cursor !== undefined && { cursor }), ...(fields && { fields }) };
      const message = Buffer.from(JSON.stringify(asked));
      const head = Buffer.alloc(5);
      head.writeUInt32BE(message.length, 1);
      const response = await send('/elimity.insights.customgateway.v1alpha2.Service/PerformImport', {
        method: 'POST',
        headers: { 'content-type': 'application/connect+json' },
        body: Buffer.concat([head, message]),
      });
      return importedOf(new Uint8Array(await response.arrayBuffer()));
    },
    /** Everything that one import yields. */
    async read(cursor?: Json): Promise<ReadItems> {
      const slept: number[] = [];
      const items: Item[] = [];
      for await (const batch of connector.import!(document.source.options, context(cursor, slept)))
        items.push(...batch.items);
      return { items, slept };
    },
    /** The first cursor that an import gives after it has read something. */
    async firstCursor(): Promise<Json> {
      let batches = 0;
      for await (const { resume } of connector.import!(document.source.options, context(undefined, [])))
        if (batches++ > 0 && resume !== undefined) return resume;
      throw new Error('the import gave no cursor');
    },
    /** What a cursor holds, which a vendor can not see. */
    async openCursor(cursor: Json | undefined): Promise<unknown> {
      const text = await (await sealing()).open(String(cursor));
      return text === undefined ? undefined : JSON.parse(text);
    },
    /** A cursor that holds this, which a vendor can not make. */
    async sealCursor(held: unknown): Promise<Json> {
      return (await sealing()).seal(JSON.stringify(held));
    },
    /**
     * Everything that an import yields that is broken off after each batch that can be resumed, but for the first, which says where it
     * is; and begun again by its cursor.
     */
    async readInPages(stops: (batch: number) => boolean = () => true): Promise<{ items: Item[]; pages: number }> {
      const items: Item[] = [];
      let cursor: Json | undefined;
      for (let pages = 1, batches = 0; ; pages++) {
        let resume: Json | undefined;
        let isFirst = true;
        for await (const batch of connector.import!(document.source.options, context(cursor, []))) {
          items.push(...batch.items);
          const isStart = isFirst;
          isFirst = false;
          if (isStart || batch.resume === undefined || !stops(batches++)) continue;
          resume = batch.resume;
          break;
        }
        if (resume === undefined) {
          // What was on its way when a page was broken off comes to the stand-in all the same, and must not be the next test's.
          await sleepFor(50);
          return { items, pages };
        }
        cursor = JSON.parse(JSON.stringify(resume)) as Json;
      }
    },
  };
};

const configOf = (source: TestedSource['source'], files: Readonly<Record<string, string>>, name: string): Config => {
  const text = JSON.stringify({
    gateway: 'acme',
    vendor: {
      name: 'vendor',
      identity: { jwt: { issuer: 'https://issuer.example/', audience: 'gateway', claims: { tenant: 'acme' } } },
    },
    sources: { [name]: { ...source, claims: { source_id: '1' } } },
  });
  const read = (location: string): NamedText => {
    const content = files[location];
    return content === undefined ? { what: 'is not there', remedy: '' } : { file: location, text: content };
  };
  return parseConfig(text, 'sallyport.yaml', connectors, read);
};

const fetchTo =
  (origins: Readonly<Record<string, string>>): typeof globalThis.fetch =>
  (input, init) => {
    const { protocol, host, pathname, search } = new URL(String(input));
    const origin = origins[host];
    if (origin === undefined || protocol !== 'https:')
      return Promise.reject(new Error(`nobody stands for ${protocol}//${host}`));
    return fetch(`${origin}/${host}${pathname}${search}`, init);
  };

const importedOf = (body: Uint8Array): Imported => {
  const items: VendorItem[] = [];
  let cursor: Json | undefined;
  let error: string | undefined;
  for (const { flags, message } of parseFrames(body)) {
    const parsed = JSON.parse(new TextDecoder().decode(message));
    if (flags === 2) error = parsed.error?.code;
    else if ('cursor' in parsed) cursor = parsed.cursor;
    else items.push(parsed);
  }
  return { items, cursor, error };
};
