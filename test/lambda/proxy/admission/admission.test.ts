import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test, vi } from 'vitest';
import type { Api, Endpoint } from '../../../../config/shapes/api.ts';
import { PlatformError } from '../../../../lambda/platform/platform-error.ts';
import { admissionOf } from '../../../../lambda/proxy/admission/admission.ts';
import type { Admitted } from '../../../../lambda/proxy/admission/admitted.ts';
import { ProxyRefused } from '../../../../lambda/proxy/admission/proxy-refused.ts';
import type { Pseudonyms } from '../../../../lambda/proxy/admission/pseudonyms.ts';
import type { ProxyCall } from '../../../../lambda/proxy/proxy-call.ts';
import { foreignPseudonym, helpDeskAdmission, helpDeskApi, pseudonymOf, pseudonyms } from './help-desk-api.ts';

const server = 'https://tickets.example/api';
const admit = await helpDeskAdmission(server);

const callOf = (target: string, init: RequestInit = {}): ProxyCall =>
  ({ target, request: new Request('https://gate.example/', init) }) as ProxyCall;
const admitted = (target: string, init?: RequestInit) => admit(callOf(target, init), pseudonyms);
const refusedBy = async (admission: Promise<Admitted>): Promise<ProxyRefused> => {
  const thrown = await admission.catch((error) => error);
  expect(thrown).toBeInstanceOf(ProxyRefused);
  return thrown;
};
const refused = (target: string, init?: RequestInit) => refusedBy(admitted(target, init));

describe('what is admitted', () => {
  test('names its endpoint, and where it is at the source', async () => {
    const { endpoint, method, url, body, putBack } = await admitted('/tickets/42');
    expect([endpoint.name, method, url.href]).toEqual(['GET /tickets/{number}', 'GET', `${server}/tickets/42`]);
    expect([body, putBack.size]).toEqual([undefined, 0]);
  });

  test('HEAD is of the endpoint for GET', async () => {
    const { endpoint, method } = await admitted('/tickets/42', { method: 'HEAD' });
    expect([endpoint.name, method]).toEqual(['GET /tickets/{number}', 'HEAD']);
  });

  test('conditions of the request are told apart from what is sent', async () => {
    const conditions = {
      'if-match': '"a"',
      'if-none-match': 'W/"b", "c"',
      'if-modified-since': 'Sun, 22 Nov 2026 04:00:00 GMT',
      'if-unmodified-since': 'Sun, 22 Nov 2026 04:00:00 GMT',
    };
    const { headers, conditional } = await admitted('/tickets/42', { headers: { ...conditions, 'if-range': '"d"' } });
    expect(conditional).toEqual(conditions);
    expect(Object.keys(headers)).toEqual(['accept']);
  });

  test('every pseudonym that was put back is known, from path, query and body', async () => {
    const [ada, cy, seven] = [pseudonymOf('ada'), pseudonymOf('cy'), pseudonymOf(7)];
    const foundIn = async (...request: Parameters<typeof admitted>) =>
      Object.fromEntries((await admitted(...request)).putBack);
    expect(await foundIn(`/people/${ada}`)).toEqual({ [ada]: 'ada' });
    expect(await foundIn(`/tickets?q=${ada}-${ada}`)).toEqual({ [ada]: 'ada' });
    const comment = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ author: cy }),
    };
    expect(await foundIn(`/tickets/${seven}/comments`, comment)).toEqual({ [seven]: '7', [cy]: 'cy' });
  });

  test('a pseudonym may have to wait for the key store', async () => {
    const slow: Pseudonyms = {
      putBack: async (text) => pseudonyms.putBack(text),
      putBackJson: async (bytes) => pseudonyms.putBackJson(bytes),
    };
    const { url } = await admit(callOf(`/people/${pseudonymOf('ada')}`), slow);
    expect(url.href).toBe(`${server}/people/ada`);
  });

  test.each([
    ['https://tickets.example', 'https://tickets.example/tickets/42'],
    ['https://tickets.example/', 'https://tickets.example/tickets/42'],
    ['https://TICKETS.example:443/Api/v2', 'https://tickets.example/Api/v2/tickets/42'],
    ['https://tickets.example:8443/api/', 'https://tickets.example:8443/api/tickets/42'],
    ['https://dé.example/a b', 'https://xn--d-bga.example/a%20b/tickets/42'],
    ['http://[::1]:80/api', 'http://[::1]/api/tickets/42'],
  ])('is below the server %s', async (address, expected) => {
    const { url } = await (await helpDeskAdmission(address))(callOf('/tickets/42'), pseudonyms);
    expect(url.href).toBe(expected);
  });
});

describe('a refusal', () => {
  test('says which endpoint and parameter it is about, and what to do', async () => {
    expect(await refused('/tickets?page=0')).toMatchObject({
      status: 403,
      code: 'query-value-refused',
      sentence: 'The parameter page of the query has a value that is not allowed.',
      fields: { endpoint: 'GET /tickets', parameter: 'page' },
    });
    expect((await refused('/tickets/x')).fields).toEqual({ endpoint: 'GET /tickets/{number}', variable: 'number' });
    expect((await refused('/tickets/42?page=1')).sentence).toBe('This endpoint takes no query.');
    expect((await refused('/tickets?pages=1')).sentence).toMatch(/than state, page, id, .*filter\[name\]/);
    expect((await refused('/nothing')).fields).toEqual({});
    expect((await refused(`/people/${foreignPseudonym}`)).fields).toEqual({
      endpoint: 'GET /people/{id}',
      fault: 'unknown-key',
    });
  });

  const comment = (value: unknown) =>
    refused('/tickets/42/comments', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(value),
    });

  test.each([
    [{ text: 'x', admin: true }, '/admin'],
    [{ tags: ['urgent', 'x'] }, '/tags/1'],
    [{ text: 1, admin: 1 }, '/text'],
    [[], 'its top'],
  ])('of %j says where', async (body, where) => {
    expect((await comment(body)).sentence).toBe(`The body has at ${where} what this endpoint does not allow.`);
  });

  test('is short, however long the way to it is', async () => {
    expect((await comment({ ['a'.repeat(900)]: 1 })).sentence.length).toBeLessThan(300);
  });

  test('never says what stands behind a pseudonym', async () => {
    const { sentence } = await comment({ by: { [`user ${pseudonymOf('canary')}`]: 'no boolean' } });
    expect(sentence).toBe('The body has at /by/* what this endpoint does not allow.');
  });

  test.each([
    ['a path', () => refused('/canary')],
    ['a variable', () => refused('/tickets/canary')],
    ['a parameter', () => refused('/tickets?canary=canary')],
    ['a value', () => refused('/tickets?state=canary')],
    ['a header', () => refused('/tickets', { headers: { 'x-original-url': 'canary' } })],
    ['a header that is too large', () => refused('/tickets', { headers: { 'accept-language': 'canary'.repeat(2e3) } })],
    ['a body', () => comment({ text: ['canary'] })],
    ['a type', () => refused('/notes', { method: 'POST', body: '{}', headers: { 'content-type': 'canary/canary' } })],
    [
      'no JSON',
      () => refused('/notes', { method: 'POST', body: 'canary', headers: { 'content-type': 'application/json' } }),
    ],
  ])('of %s repeats no value of the request', async (_, refusal) => {
    const { message, sentence, fields, stack } = await refusal();
    expect(JSON.stringify([message, sentence, fields, stack])).not.toContain('canary');
  });

  test('is not made of other errors', async () => {
    const denied = new PlatformError('secret-denied', 'grant it');
    const broken: Pseudonyms = { ...pseudonyms, putBack: () => Promise.reject(denied) };
    await expect(admit(callOf('/people/ada'), broken)).rejects.toBe(denied);
  });
});

describe('headers as any host may hand them on', () => {
  test.each([
    [{ 'transfer-encoding': 'chunked', 'content-length': '5' }, 'framing-malformed'],
    [{ 'transfer-encoding': 'identity' }, 'framing-malformed'],
    [{ 'transfer-encoding': 'chunked, chunked' }, 'framing-malformed'],
    [{ 'content-length': '5, 5' }, 'framing-malformed'],
    [{ 'content-length': '0x5' }, 'framing-malformed'],
    [{ 'content-length': '9'.repeat(16) }, 'framing-malformed'],
    [{ host: '' }, 'host-malformed'],
    [{ host: 'a.example, b.example' }, 'host-malformed'],
    [{ host: 'a.example/x' }, 'host-malformed'],
    [{ host: '[::1' }, 'host-malformed'],
    [{ expect: '200-ok' }, 'expectation-failed'],
    [{ 'x-large': 'a'.repeat(32 * 1024) }, 'headers-too-large'],
  ])('%j', async (headers, code) => {
    expect((await refused('/tickets/42', { headers: headers as Record<string, string> })).code).toBe(code);
  });

  test.each(['gate.example', 'gate.example:8080', '127.0.0.1', '[::1]:80', '[::ffff:1.2.3.4]', 'a_b.example'])(
    'host %s',
    async (host) => {
      expect((await admitted('/tickets/42', { headers: { host } })).headers).not.toHaveProperty('host');
    },
  );
});

describe('nothing that is long takes long', () => {
  const post = { method: 'POST', body: '{}' };
  test.each<[string, string, RequestInit]>([
    ['blanks in Connection', '/tickets', { headers: { connection: `close,${' '.repeat(30_000)}x` } }],
    ['blanks in Host', '/tickets', { headers: { host: `a${' '.repeat(30_000)}b` } }],
    ['blanks in Content-Type', '/notes', { ...post, headers: { 'content-type': `a/b;${' '.repeat(30_000)}=` } }],
    ['blanks behind a parameter', '/notes', { ...post, headers: { 'content-type': `a/b;a=b${' '.repeat(30_000)}=` } }],
    ['dots in a segment', `/people/${'.'.repeat(8_000)}`, {}],
    ['encoded blanks in a segment', `/people/${'%20'.repeat(2_600)}`, {}],
    ['percent signs in a segment', `/people/${'%25'.repeat(2_600)}2e`, {}],
    ['segments', '/a'.repeat(4_000), {}],
    ['parameters', `/tickets?${'id=1&'.repeat(1_600)}x`, {}],
    ['separators of a template', `/compare/${'...'.repeat(2_600)}`, {}],
  ])('%s', async (_, target, init) => {
    const call = callOf(target, init);
    const before = process.threadCpuUsage();
    await refusedBy(admit(call, pseudonyms));
    const { user } = process.threadCpuUsage(before);
    // Quadratic time is a second here.
    expect(user / 1_000).toBeLessThan(150);
  });
});

describe('bodies as any host may hand them on', () => {
  const put = (body: ReadableStream | string, headers: Record<string, string> = {}): RequestInit => ({
    method: 'PUT',
    headers: { 'content-type': 'text/csv', ...headers },
    body,
    duplex: 'half',
  });
  const streamOf = (...chunks: readonly (string | Error)[]): ReadableStream => {
    const rest = chunks.values();
    return new ReadableStream({
      pull(controller) {
        const { value, done } = rest.next();
        if (done) controller.close();
        else if (value instanceof Error) controller.error(value);
        else controller.enqueue(Buffer.from(value));
      },
    });
  };
  const attachment = '/tickets/42/attachment';
  const sent = async (init: RequestInit) => {
    const { body, headers } = await admitted(attachment, init);
    return { text: (await buffer(body as Readable)).toString(), headers };
  };

  test('without a length, a stream has as much as comes', async () => {
    const { text, headers } = await sent(put(streamOf('a,', 'b')));
    expect(text).toBe('a,b');
    expect(headers).not.toHaveProperty('content-length');
  });

  test.each([
    ['more than its length, which a source would take for another request', ['a', 'bc'], '2', 'framing-malformed'],
    ['less than its length', ['a'], '2', 'body-broken-off'],
    ['an error', ['a', new Error('reset')], '2', 'body-broken-off'],
  ] as const)('%s ends the stream', async (_, chunks, length, code) => {
    await expect(sent(put(streamOf(...chunks), { 'content-length': length }))).rejects.toMatchObject({ code });
  });

  test('more than the maximum ends the stream', async () => {
    await expect(sent(put(streamOf('a'.repeat(2000), 'b')))).rejects.toMatchObject({ code: 'body-too-large' });
  });

  test('an error before the first byte, or while JSON is read, is a refusal', async () => {
    expect((await refused(attachment, put(streamOf(new Error('reset'))))).code).toBe('body-broken-off');
    const json = put(streamOf('{', new Error('reset')), { 'content-type': 'application/json' });
    expect((await refused('/notes', { ...json, method: 'POST' })).code).toBe('body-broken-off');
  });

  test('a stream that the source does not want any more is cancelled', async () => {
    const cancel = vi.fn();
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.from('a')), cancel });
    const { body } = await admitted(attachment, put(endless));
    const stream = body as Readable;
    for await (const _ of stream) break;
    await expect.poll(() => cancel.mock.calls.length).toBe(1);
    expect(stream.destroyed).toBe(true);
  });

  test('a body that says it is too large is not read at all', async () => {
    const pull = vi.fn();
    const unread = new ReadableStream({ pull }, { highWaterMark: 0 });
    expect((await refused(attachment, put(unread, { 'content-length': '2001' }))).code).toBe('body-too-large');
    expect(pull).not.toHaveBeenCalled();
  });

  test('a body that is too large is not read to its end', async () => {
    let chunks = 0;
    const cancel = vi.fn();
    const endless = new ReadableStream({
      pull: (controller) => {
        chunks++;
        controller.enqueue(Buffer.alloc(1024));
      },
      cancel,
    });
    const init = { ...put(endless, { 'content-type': 'application/json' }), method: 'POST' };
    expect((await refused('/notes', init)).code).toBe('body-too-large');
    expect(cancel).toHaveBeenCalledTimes(1);
    expect(chunks).toBeLessThan(10);
  });
});

describe('an API that the check of the configuration does not let through', () => {
  const endpoint = helpDeskApi(server).endpoints[1]!;
  const api = (...endpoints: readonly Endpoint[]): Api => ({ ...helpDeskApi(server), endpoints });

  test('has two endpoints at one place', () => {
    const same = { ...endpoint, path: '/tickets/{id}', variables: { id: {} } };
    expect(() => admissionOf(api(endpoint, same))).toThrow(RangeError);
  });

  test.each<[string, Api]>([
    ['a variable without a shape', api({ ...endpoint, variables: {} })],
    ['a variable that objects have', api({ ...endpoint, path: '/tickets/{constructor}', variables: {} })],
    ['a pattern, and nothing that tests it', helpDeskApi(server)],
  ])('has %s', async (_, wrong) => {
    const target = wrong.endpoints.length === 1 ? '/tickets/42' : '/tickets';
    await expect(admissionOf(wrong)(callOf(target), pseudonyms)).rejects.toThrow(RangeError);
  });
});
