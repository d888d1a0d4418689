import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../../connectors/source-error.ts';
import { HttpError } from '../../../../lambda/platform/http-client.ts';
import { PlatformError } from '../../../../lambda/platform/platform-error.ts';
import { queueText } from '../../../../lambda/platform/queue-text.ts';
import { RelayFailure } from '../../../../lambda/relay/relay-failure.ts';
import { inlineBytes, offerText, readOffer } from '../../../../lambda/relay/wire/offer.ts';
import { readRequest, splitHead, writeHead, writeRequest } from '../../../../lambda/relay/wire/sealed-request.ts';
import { failureTold, tellFailure } from '../../../../lambda/relay/wire/told-failure.ts';

describe('an offer', () => {
  const offer = {
    id: 'abcdefghijklmnopqrstuv',
    incarnation: 'one',
    key: Uint8Array.of(1, 2),
    sealed: Uint8Array.of(3),
  };

  test('is read as it was written, the request beside it or elsewhere', () => {
    expect(readOffer(offerText(offer))).toMatchObject({ ...offer, key: Buffer.from([1, 2]), sealed: Buffer.from([3]) });
    expect(readOffer(offerText({ ...offer, sealed: undefined }))?.sealed).toBeUndefined();
  });

  test('fits into a message with the largest request that goes with it', () => {
    const largest = { ...offer, key: new Uint8Array(65), sealed: new Uint8Array(inlineBytes) };
    expect(queueText(offerText(largest))).toEqual(expect.any(String));
  });

  test.each<readonly [string, string]>([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['of another version', JSON.stringify({ v: 2, id: offer.id, incarnation: 'one', key: 'AQ' })],
    ['without an id', JSON.stringify({ v: 1, incarnation: 'one', key: 'AQ' })],
    ...['../../../etc/passwd', 'a/b', 'short', '', 'a'.repeat(65), 'abcdefghijklmnop\n'].map(
      (id) =>
        [`with the id ${JSON.stringify(id)}`, JSON.stringify({ v: 1, id, incarnation: 'one', key: 'AQ' })] as const,
    ),
  ])('that is %s is none', (_, text) => expect(readOffer(text)).toBeUndefined());
});

describe('a request', () => {
  const request = { kind: 'change', source: 'hr', connector: 'ldap', options: {}, secret: {}, change: 'ä' } as const;
  test.each([undefined, new Uint8Array(), Uint8Array.of(0, 255)])('is read as it was written, its body too', (body) => {
    const read = readRequest(writeRequest({ request, deadline: 7, body }));
    expect(read).toMatchObject({ request, deadline: 7 });
    expect(read.body && [...read.body]).toEqual(body && [...body]);
  });
  test('and so is the head of an answer', () => {
    const { head, rest } = splitHead(Buffer.concat([writeHead({ status: 200 }), Buffer.from('rest')]));
    expect([head, Buffer.from(rest).toString()]).toEqual([{ status: 200 }, 'rest']);
  });
});

describe('what an agent threw', () => {
  test.each([
    new RelayFailure('agent-refused', 'not allowed', { sent: false, detail: { rule: 1 } }),
    new HttpError('connect-timeout', 'no connection', { sent: false }),
    new SourceError('data-invalid', 'row 3', { detail: { row: 3 } }),
    new PlatformError('file-missing', 'no such file', { detail: { cause: 'ENOENT' } }),
  ])('is thrown by the gate as it was: $name', (error) => {
    const told = failureTold(tellFailure(error));
    expect(told).toBeInstanceOf(error.constructor);
    expect(told).toMatchObject({ code: error.code, message: error.message });
    if ('detail' in error) expect(told).toMatchObject({ detail: error.detail });
    if ('sent' in error) expect(told).toMatchObject({ sent: error.sent });
  });

  test('is not told where it is none of our own errors', () => {
    const told = tellFailure(new TypeError('CANARY at /srv/secret'));
    expect(Buffer.from(told).toString()).not.toContain('CANARY');
    expect(failureTold(told)).toMatchObject({ code: 'relay-broken', sent: true, detail: { exception: 'TypeError' } });
  });
});
