import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AzureClientOptions, storageClient } from '../../../../lambda/platform/azure/azure-client.ts';
import { azureFiles } from '../../../../lambda/platform/azure/azure-files.ts';
import { azureKeys } from '../../../../lambda/platform/azure/azure-keys.ts';
import { azureQueue } from '../../../../lambda/platform/azure/azure-queue.ts';
import { azureState } from '../../../../lambda/platform/azure/azure-state.ts';
import type { PlatformError } from '../../../../lambda/platform/platform-error.ts';
import { type Azurite, azuriteAccount, azuriteToken, startAzurite } from '../../../standins/azure/start-azurite.ts';
import { failureOf } from '../../support/failure-of.ts';
import { pointedKeyLaws } from '../pointed-key-laws.ts';
import { queueLaws } from '../queue-laws.ts';
import { stateLaws } from '../state-laws.ts';
import { newVault } from './vault.ts';

let blob: Azurite;
let queue: Azurite;
beforeAll(async () => {
  [blob, queue] = await Promise.all([startAzurite('blob'), startAzurite('queue')]);
});
afterAll(() => Promise.all([blob?.stop(), queue?.stop()]));

const token = async (audience: string) => azuriteToken(audience);
const clientAt = ({ fetch }: Azurite, options: Partial<AzureClientOptions> = {}) =>
  storageClient({ fetch, random: () => 0, token, ...options });

const origin = `https://${azuriteAccount}.blob.core.windows.net`;
const newContainer = () => blob.make(`state-${randomUUID()}`);

describe('the state store in Blob Storage', () => {
  stateLaws(async () => azureState(clientAt(blob), await newContainer()), 10);

  test('knows its own write again when the answer was lost', async () => {
    const container = await newContainer();
    let isLost = true;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await blob.fetch(input, init);
      if (init?.method !== 'PUT' || !isLost) return response;
      isLost = false;
      await response.arrayBuffer();
      throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    };
    const store = azureState(clientAt(blob, { fetch }), container);
    const version = await store.write('a', 'one', undefined);
    expect(await store.read('a')).toEqual({ text: 'one', version });
    isLost = true;
    expect(await store.write('a', 'two', version)).toEqual(expect.any(String));
    expect(await store.read('a')).toMatchObject({ text: 'two' });
  });

  test('does not read what others wrote', async () => {
    const container = await newContainer();
    await clientAt(blob).call({
      method: 'PUT',
      url: `${container}/a`,
      headers: { 'x-ms-blob-type': 'BlockBlob' },
      body: '{"mark":1,"text":"CANARY"}',
    });
    const failure = (await failureOf(azureState(clientAt(blob), container).read('a'))) as PlatformError;
    expect(failure.code).toBe('state-invalid');
    expect(failure.message).not.toMatch(/CANARY/);
  });

  test.each([
    undefined,
    '',
    `${origin}/never`,
    `${origin}/UPPER`,
    'https://evil.example/state',
    `${origin}.evil.example/state`,
  ])('is missing where the deployment made none: %s', async (container) => {
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      asked.push(new URL(String(input)).origin);
      return blob.fetch(input, init);
    };
    const store = azureState(clientAt(blob, { fetch }), container);
    for (const failure of await Promise.all([store.read('a'), store.write('a', 'one', undefined)].map(failureOf)))
      expect(failure).toMatchObject({ code: 'state-missing' });
    expect(new Set(asked)).toEqual(new Set(container === `${origin}/never` ? [origin] : []));
  });

  test.each([
    ['a sign-in that is not good', 'CANARY'],
    ['a token for something else', azuriteToken('https://vault.azure.net')],
  ])('with %s is a coded error', async (_, other) => {
    const store = azureState(clientAt(blob, { token: async () => other }), await newContainer());
    const failure = (await failureOf(store.read('a'))) as PlatformError;
    expect(failure).toMatchObject({ code: 'state-denied', message: expect.stringMatching(/sign in again|assign/) });
    expect(JSON.stringify([failure.message, failure.detail])).not.toMatch(/CANARY/);
  });
});

describe('files on Azure', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-azure-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  test('of Blob Storage are streamed, with their tag as version', async () => {
    const container = await newContainer();
    const bytes = Buffer.alloc(300_000, 'id,name\n').toString();
    const headers = { 'x-ms-blob-type': 'BlockBlob' };
    await clientAt(blob).call({
      method: 'PUT',
      url: `${container}/2026/people%20%26%20teams.csv`,
      headers,
      body: bytes,
    });
    const files = azureFiles(clientAt(blob), directory);
    const file = await files.open(`${container}/2026/people & teams.csv`);
    expect(file.version).toMatch(/^"0x[0-9A-F]+"$/);
    expect((await buffer(file.bytes)).toString()).toBe(bytes);
    expect(await failureOf(files.open(`${container}/never.csv`))).toMatchObject({ code: 'file-missing' });
    expect(await failureOf(files.open(`${origin}/never/people.csv`))).toMatchObject({ code: 'file-missing' });
  });

  test.each([
    's3://bucket/key',
    'gs://bucket/key',
    'https://evil.example/container/blob',
    'https://acmegateway.blob.core.windows.net.evil.example/container/blob',
    'https://acmegateway.blob.core.windows.net/container/../other/blob',
    'https://acmegateway.blob.core.windows.net/container/blob?sig=x',
  ])('gets no token anywhere else: %s', async (location) => {
    const token = (): Promise<string> => expect.fail('it was asked for');
    const files = azureFiles(clientAt(blob, { token }), directory);
    expect(await failureOf(files.open(location))).toMatchObject({ code: 'file-unsupported' });
  });
});

describe('a queue of Azure Storage', () => {
  queueLaws(async () => {
    const url = await queue.make(`work-${randomUUID()}`);
    return [azureQueue(clientAt(queue), url), azureQueue(clientAt(queue), url)];
  });

  test.each([`https://${azuriteAccount}.queue.core.windows.net/never`, 'https://evil.example/work', ''])(
    'is missing where the deployment made none: %s',
    async (url) => {
      const other = azureQueue(clientAt(queue), url);
      for (const failure of await Promise.all(
        [other.send('CANARY text'), other.receive({ maximum: 1, waitSeconds: 0 })].map(failureOf),
      )) {
        expect(failure).toMatchObject({ code: 'queue-missing' });
        expect(String(failure)).not.toMatch(/CANARY/);
      }
    },
  );

  test('that nobody may use is a coded error', async () => {
    const url = await queue.make(`work-${randomUUID()}`);
    const other = azureQueue(clientAt(queue, { token: async () => 'CANARY' }), url);
    expect(await failureOf(other.send('work'))).toMatchObject({ code: 'queue-denied' });
  });
});

describe("a gateway's key in Key Vault, its pointer in Blob Storage", () => {
  const url = 'https://acme-key-1a2b3c4d.vault.azure.net/secrets/key';
  pointedKeyLaws(async () => {
    const vault = newVault();
    vault.secrets.set(url, []);
    let container = await newContainer();
    return {
      open: () => azureKeys({ vault: vault.client, storage: clientAt(blob) }, { secret: url, container }),
      versions: () => vault.secrets.get(url)!.map(({ value }) => value),
      forget: async () => {
        container = await newContainer();
      },
    };
  });
});
