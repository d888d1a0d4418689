import { describe, expect, test } from 'vitest';
import { newAgreementKey, publicBytes, publicKeyOf } from '../../../../lambda/relay/envelope/hpke-suite.ts';
import { openRequest, requestKeys, sealRequest } from '../../../../lambda/relay/envelope/request-keys.ts';
import { beginSession, joinSession } from '../../../../lambda/relay/envelope/session.ts';

const subject = { gateway: 'acme', agent: 'berlin', incarnation: 'one' };
const plain = Buffer.from('a request');
const [gate, agent, stranger] = await Promise.all([newAgreementKey(), newAgreementKey(), newAgreementKey()]);
const session = await beginSession(subject, gate, agent.publicKey);
const sealed = sealRequest(requestKeys(session.secret, 'request-1'), plain);

const opened = (secret: Uint8Array, id = 'request-1'): string | undefined => {
  const bytes = openRequest(requestKeys(secret, id), sealed);
  return bytes && Buffer.from(bytes).toString();
};

describe('a session', () => {
  test('has one secret at both ends', async () => {
    const secret = await joinSession(subject, session.key, agent, gate.publicKey);
    expect(Buffer.from(secret).equals(session.secret)).toBe(true);
    expect(opened(secret)).toBe('a request');
  });

  test('is another one each time', async () => {
    const next = await beginSession(subject, gate, agent.publicKey);
    expect(Buffer.from(next.secret).equals(session.secret)).toBe(false);
    expect(Buffer.from(next.key).equals(session.key)).toBe(false);
  });

  test.each([
    ['another gateway', { ...subject, gateway: 'other' }, agent, gate.publicKey],
    ['another agent of the same key', { ...subject, agent: 'paris' }, agent, gate.publicKey],
    ['another process', { ...subject, incarnation: 'two' }, agent, gate.publicKey],
    ['another private key', subject, stranger, gate.publicKey],
    // Whoever can write to a queue can seal for the agent; only the gate's key makes the agent believe it.
    ['a sender who is not the gate', subject, agent, stranger.publicKey],
  ])('opens nothing for %s', async (_, other, recipient, sender) => {
    const secret = await joinSession(other, session.key, recipient, sender);
    expect(opened(secret)).toBeUndefined();
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['too little', new Uint8Array(64)],
    ['no point of the curve', new Uint8Array(65).fill(4)],
  ])('refuses a key that is %s', async (_, key) => {
    await expect(joinSession(subject, key, agent, gate.publicKey)).rejects.toThrow();
  });

  test('has keys of its own for each request, and for each direction', () => {
    const { request, question, answer } = requestKeys(session.secret, 'request-1');
    const texts = [request, question, answer, ...Object.values(requestKeys(session.secret, 'request-2'))].map((bytes) =>
      Buffer.from(bytes).toString('hex'),
    );
    expect(new Set(texts).size).toBe(6);
    expect(opened(session.secret, 'request-2')).toBeUndefined();
  });

  test('tells keys of 65 bytes, and reads them again', async () => {
    const bytes = await publicBytes(agent.publicKey);
    expect(bytes).toHaveLength(65);
    expect(await publicBytes(await publicKeyOf(bytes))).toEqual(bytes);
  });
});
