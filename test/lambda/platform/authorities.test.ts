import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LookupAll } from '../../../lambda/platform/guarded-lookup.ts';
import type { ClientCertificate } from '../../../lambda/platform/http-client.ts';
import { nodeHttpClient } from '../../../lambda/platform/node-http-client.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, 'certificates', name), 'utf8');
const own: ClientCertificate = { certificate: read('client.pem'), privateKey: read('client-key.pem') };

const lookup: LookupAll = (_name, _options, callback) =>
  process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }]);

const server = async (): Promise<string> => {
  const tls = createServer({ cert: read('server.pem'), key: read('server-key.pem') }, (_, response) =>
    response.end('hi'),
  );
  await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void tls.close().closeAllConnections());
  return `https://source.example:${(tls.address() as AddressInfo).port}/`;
};

const asked = async (url: string, authorities: string | undefined, certificate: ClientCertificate | undefined) => {
  const http = nodeHttpClient({ privateAddresses: ['127.0.0.1/32'], now: Date.now, lookup, certificate, authorities });
  const { body } = await http({
    method: 'GET',
    url: new URL(url),
    headers: {},
    signal: AbortSignal.timeout(5_000),
    connectMilliseconds: 2_000,
    firstByteMilliseconds: 2_000,
  });
  return text(body);
};

describe.each([
  ['without a certificate of its own', undefined],
  ['with a certificate of its own', own],
])('authorities that a client is given, %s', (_, certificate) => {
  test('are trusted', async () => {
    expect(await asked(await server(), read('authority.pem'), certificate)).toBe('hi');
  });

  test('are trusted alone, whatever Node trusts', async () => {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, read('authority.pem')]);
    onTestFinished(() => setDefaultCACertificates(before));
    const url = await server();
    expect(await asked(url, undefined, certificate)).toBe('hi');
    await expect(asked(url, read('client-authority.pem'), certificate)).rejects.toMatchObject({
      code: 'certificate-refused',
      sent: false,
    });
  });
});
