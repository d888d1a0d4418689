import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificateRequest } from '../../../../../lambda/relay/agent/identity/certificate-request.ts';
import { signerKey } from '../../../../../lambda/relay/agent/identity/signer-key.ts';
import { requestedKey } from '../../../../../lambda/relay/authority/requested-key.ts';

let folder: string;
let spki: Uint8Array<ArrayBuffer>;
let keyFile: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-signer-'));
  keyFile = join(folder, 'key.pem');
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** OpenSSL writes DER; a program of our own r and s. */
const programs = {
  der: () => ({ program: 'openssl', args: ['dgst', '-sha256', '-sign', keyFile], input: 'message' }) as const,
  raw: () => {
    const script = `const c=require('node:crypto'),f=require('node:fs');process.stdout.write(c.sign('sha256',f.readFileSync(0),{key:f.readFileSync(process.argv[1]),dsaEncoding:'ieee-p1363'}))`;
    return { program: process.execPath, args: ['-e', script, keyFile], input: 'message' } as const;
  },
  digest: () => ({ program: 'openssl', args: ['pkeyutl', '-sign', '-inkey', keyFile], input: 'digest' }) as const,
};

const bytes = new TextEncoder().encode('what is to be signed');

describe('a key that a program signs with', () => {
  test.each(Object.keys(programs) as (keyof typeof programs)[])('signs: %s', async (name) => {
    const signature = await signerKey(spki, programs[name]()).sign(bytes);
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    expect(signature).toHaveLength(64);
    expect(verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  });

  test('signs DER of any length, short numbers too', async () => {
    const key = signerKey(spki, programs.der());
    for (let time = 0; time < 12; time++) expect(await key.sign(bytes)).toHaveLength(64);
  });

  test('gets a request for a certificate that the gate accepts', async () => {
    const asked = await requestedKey(await certificateRequest(signerKey(spki, programs.raw()), 'berlin'));
    expect(asked.export({ type: 'spki', format: 'der' }).equals(spki)).toBe(true);
  });

  test.each([
    ['is not there', { program: '/nowhere/signer', args: [], input: 'message' }, 'can not be run'],
    ['fails', { program: 'false', args: [], input: 'message' }, 'failed, or took longer'],
    ['writes something else', { program: 'echo', args: ['hello'], input: 'message' }, 'gave no signature'],
  ] as const)('whose program %s says so', async (_, signer, told) => {
    await expect(signerKey(spki, signer).sign(bytes)).rejects.toMatchObject({
      code: 'key-failed',
      message: expect.stringContaining(told),
    });
  });

  test('signs with no other key', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
    await expect(signerKey(other, programs.der()).sign(bytes)).rejects.toMatchObject({ code: 'key-failed' });
  });
});
