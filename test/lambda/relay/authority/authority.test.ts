import { generateKeyPairSync, randomUUID, verify, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localKeys } from '../../../../lambda/platform/local/local-keys.ts';
import { gateKeyPair } from '../../../../lambda/relay/authority/gate-key.ts';
import { issueCertificate } from '../../../../lambda/relay/authority/issue-certificate.ts';
import { openAuthority } from '../../../../lambda/relay/authority/open-authority.ts';
import { requestedKey } from '../../../../lambda/relay/authority/requested-key.ts';
import { signGateKey } from '../../../../lambda/relay/authority/sign-gate-key.ts';
import { signedGateKey } from '../../../../lambda/relay/protocol.ts';
import { newRequest, requestFor } from './requests.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1, 12, 0, 0, 123);
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'authority-'));
});
afterAll(() => rm(directory, { recursive: true }));

const open = (name: string = randomUUID(), now = start) =>
  openAuthority({ gateway: 'acme', keys: localKeys(directory, name), now: () => now });

describe('the authority', () => {
  test('is made once, by whoever comes first, and is the same for all', async () => {
    const name = randomUUID();
    const opened = await Promise.all(Array.from({ length: 4 }, () => open(name)));
    expect(new Set(opened.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect((await open(name, start + day)).fingerprint).toBe(opened[0]?.fingerprint);
  });

  test('lasts ten years, signs certificates and nothing below itself', async () => {
    const { certificate, endsAt } = await open();
    const own = new X509Certificate(certificate);
    expect(own.checkIssued(own)).toBe(true);
    expect(own.verify(own.publicKey)).toBe(true);
    expect(own.ca).toBe(true);
    expect(own.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(own.toLegacyObject().subject).toMatchObject({ CN: 'Sallyport agents', O: 'acme' });
    expect(endsAt).toBe(Date.UTC(2036, 0, 1, 12));
    expect(certificate).not.toContain('PRIVATE');
  });

  test.each([
    ['nothing', () => ''],
    ['a key alone', (text: string) => text.slice(0, text.indexOf('-----BEGIN CERTIFICATE'))],
    ['a certificate alone', (text: string) => text.slice(text.indexOf('-----BEGIN CERTIFICATE'))],
    [
      'the key of another one',
      (text: string) =>
        generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) +
        text.slice(text.indexOf('-----BEGIN CERTIFICATE')),
    ],
  ])('is not made anew where the store holds %s', async (_what, change) => {
    const name = randomUUID();
    await open(name);
    const path = join(directory, `${name}.json`);
    const changed = change(await readFile(path, 'utf8'));
    await writeFile(path, changed);
    await expect(open(name)).rejects.toMatchObject({ name: 'PlatformError', code: 'key-invalid' });
    expect(await readFile(path, 'utf8')).toBe(changed);
  });

  test('vouches for the key of the gate, for its own gateway', async () => {
    const authority = await open();
    const gate = await gateKeyPair({ gateKey: localKeys(directory, randomUUID()) });
    const { gateKey, gateKeySignature } = signGateKey(authority, 'acme', gate);
    expect(Buffer.from(gateKey, 'base64url')).toEqual(Buffer.from(gate.publicKey));
    const key = { key: new X509Certificate(authority.certificate).publicKey, dsaEncoding: 'ieee-p1363' } as const;
    const isGood = (gateway: string) =>
      verify('sha256', signedGateKey(gateway, gateKey), key, Buffer.from(gateKeySignature, 'base64url'));
    expect([isGood('acme'), isGood('other')]).toEqual([true, false]);
  });
});

describe('the certificate of an agent', () => {
  test('is for the key of the request, under the name that the gate knows', async () => {
    const authority = await open();
    const { key, request } = await newRequest('P-256', 'CN=admin, O=other');
    const { certificate, known } = await issueCertificate({
      authority,
      gateway: 'acme',
      agent: 'berlin-1',
      key: await requestedKey(request),
      days: 30,
      now: start,
    });
    const issued = new X509Certificate(certificate);
    expect(issued.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
    expect(issued.checkIssued(new X509Certificate(authority.certificate))).toBe(true);
    expect(issued.checkPrivateKey(key)).toBe(true);
    expect(issued.ca).toBe(false);
    expect(issued.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(issued.subject.split('\n').sort()).toEqual(['CN=berlin-1', 'O=acme']);
    expect(issued.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
    expect(known).toEqual({
      thumbprint: Buffer.from(issued.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
      publicKey: issued.publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
      beginsAt: issued.validFromDate.getTime(),
      endsAt: issued.validToDate.getTime(),
    });
    expect(known.endsAt).toBe(Date.UTC(2026, 0, 31, 12));
    expect(known.beginsAt).toBe(Date.UTC(2026, 0, 1, 11, 55));
  });

  test('does not outlast the authority', async () => {
    const authority = await open();
    const { request } = await newRequest();
    const now = authority.endsAt - day;
    const { known } = await issueCertificate({
      authority,
      gateway: 'acme',
      agent: 'a',
      key: await requestedKey(request),
      days: 30,
      now,
    });
    expect(known.endsAt).toBe(authority.endsAt);
  });

  test('has another serial number each time', async () => {
    const authority = await open();
    const { request } = await newRequest();
    const key = await requestedKey(request);
    const issue = () => issueCertificate({ authority, gateway: 'acme', agent: 'a', key, days: 1, now: start });
    const [one, other] = await Promise.all([issue(), issue()]);
    expect(new X509Certificate(one.certificate).serialNumber).not.toBe(
      new X509Certificate(other.certificate).serialNumber,
    );
  });

  const bad: readonly (readonly [string, () => Promise<string>])[] = [
    ['nothing', async () => ''],
    ['words', async () => 'a certificate, please'],
    [
      'a PEM block of noise',
      async () => '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----',
    ],
    ['two requests', async () => `${(await newRequest()).request}\n${(await newRequest()).request}`],
    ['a key of another curve', async () => (await newRequest('P-384')).request],
    [
      'a signature by another key',
      async () =>
        requestFor(
          generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
          generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
        ),
    ],
    [
      'a request that was changed',
      async () => {
        const { request } = await newRequest('P-256', 'CN=berlin');
        const der = Buffer.from(request.replace(/-----.*-----/g, ''), 'base64');
        const at = der.indexOf('berlin');
        der.write('madrid', at);
        return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
      },
    ],
  ];
  test.each(bad)('is not issued for %s', async (_what, make) => {
    await expect(make().then(requestedKey)).rejects.toMatchObject({
      name: 'RelayRefused',
      code: 'request-malformed',
      status: 400,
    });
  });
});
