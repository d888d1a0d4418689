import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localKeys } from '../../../../lambda/platform/local/local-keys.ts';
import { gateKeyPair } from '../../../../lambda/relay/authority/gate-key.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gate-key-'));
});
afterAll(() => rm(directory, { recursive: true }));

test('is made once, by whoever comes first, and is the same for all', async () => {
  const gateKey = localKeys(directory, randomUUID());
  const pairs = await Promise.all(Array.from({ length: 8 }, () => gateKeyPair({ gateKey })));
  const [first] = pairs;
  expect(first?.publicKey).toHaveLength(65);
  for (const { publicKey } of pairs) expect(publicKey).toEqual(first?.publicKey);
  expect(await gateKeyPair({ gateKey }).then(({ publicKey }) => publicKey)).toEqual(first?.publicKey);
});

test('keeps its private half inside', async () => {
  const { pair } = await gateKeyPair({ gateKey: localKeys(directory, randomUUID()) });
  await expect(crypto.subtle.exportKey('pkcs8', pair.privateKey)).rejects.toThrow('not extractable');
});

test('authenticates the gate in HPKE to whoever has its public half', async () => {
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const { pair, publicKey } = await gateKeyPair({ gateKey: localKeys(directory, randomUUID()) });
  const other = await gateKeyPair({ gateKey: localKeys(directory, randomUUID()) });
  const agent = await suite.kem.generateKeyPair();
  const sender = await suite.createSenderContext({ recipientPublicKey: agent.publicKey, senderKey: pair });
  const sealed = await sender.seal(new TextEncoder().encode('a request'));
  const open = async (gate: Uint8Array<ArrayBuffer>) => {
    const senderPublicKey = await suite.kem.deserializePublicKey(gate);
    const recipient = await suite.createRecipientContext({
      recipientKey: agent,
      enc: sender.enc,
      senderPublicKey,
    });
    return new TextDecoder().decode(await recipient.open(sealed));
  };
  expect(await open(publicKey)).toBe('a request');
  await expect(open(other.publicKey)).rejects.toThrow();
});

test.each([
  ['nothing', ''],
  ['no key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'],
])('refuses a store with %s in it, and repeats none of it', async (_what, text) => {
  const name = randomUUID();
  await writeFile(join(directory, `${name}.json`), text, { mode: 0o600 });
  const refused = gateKeyPair({ gateKey: localKeys(directory, name) });
  await expect(refused).rejects.toMatchObject({ code: 'key-invalid' });
  await expect(refused).rejects.not.toThrow('AAAA');
  expect(await readFile(join(directory, `${name}.json`), 'utf8')).toBe(text);
});
