import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseShapes } from '../../config/shapes/read-shapes.ts';
import { generatedDesk } from '../../examples/helpdesk/desk.ts';
import { type Helpdesk, startHelpdesk } from '../../examples/helpdesk/server.ts';
import { deriveKeys } from '../../lambda/keys/gateway-keys.ts';
import { makeKeyRing } from '../../lambda/keys/key-ring.ts';
import { shapeFor } from '../../lambda/proxy/answer/shape-for.ts';
import { compileShape } from '../../lambda/shapes/compile-shape.ts';
import { treatDocument } from '../../lambda/shapes/treat-document.ts';
import { loadPatterns } from '../../lambda/shapes/treatments/patterns.ts';
import { putBack } from '../../lambda/shapes/treatments/put-back.ts';
import { treatmentsWith } from '../../lambda/shapes/treatments/treatments-with.ts';

const token = 'canary-token';
const folder = join(import.meta.dirname, '..', '..', 'examples', 'helpdesk');

interface DescribedAnswer {
  readonly content?: { readonly 'application/json': { readonly schema: object } };
}

interface Described {
  readonly responses: Readonly<Record<string, DescribedAnswer>>;
}

const described = parse(readFileSync(join(folder, 'helpdesk.openapi.yaml'), 'utf8')) as {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly responses: Readonly<Record<string, DescribedAnswer>> };
};

let helpdesk: Helpdesk;
beforeAll(async () => {
  helpdesk = await startHelpdesk({ port: 0, token });
});
afterAll(() => helpdesk.stop());

const ask = (target: string, init: RequestInit = {}): Promise<Response> =>
  fetch(helpdesk.url + target, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });

const listOf = async (response: Response) =>
  (await response.json()) as {
    data: Record<string, unknown>[];
    page: { number: number; of: number; next: string | null };
  };

/** What the help desk says about someone: all of it is made up, and none of it may be in a refusal that passes the gate. */
const personal = /@acme\.example|\+44 1632|192\.0\.2\./;

describe('what the document describes', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

  const misfits = async (answer: DescribedAnswer, response: Response): Promise<readonly string[]> => {
    const { schema } = answer.content!['application/json'];
    const check = ajv.compile({ ...schema, components: described.components });
    check(await response.json());
    return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
  const answerOf = (template: string): DescribedAnswer => described.paths[template]!['get']!.responses['200']!;

  test.each([
    ['/people', '/people?per_page=100'],
    ['/people/{id}', '/people/u-0042'],
    ['/teams', '/teams'],
    ['/tickets', '/tickets?per_page=8'],
    ['/tickets/{number}', '/tickets/1005'],
    ['/tickets/{number}/comments', '/tickets/1001/comments'],
    ['/search', '/search?query=vpn'],
  ])('of %s is what is answered', async (template, target) => {
    expect(await misfits(answerOf(template), await ask(target))).toEqual([]);
  });

  test('is not all that is answered: some scores are no numbers', async () => {
    const wrong = await misfits(answerOf('/tickets'), await ask('/tickets?per_page=100'));
    expect(wrong.length).toBeGreaterThan(0);
    for (const each of wrong) expect(each).toMatch(/^\/data\/\d+\/satisfaction\/score must be integer$/);
  });

  test('of a refusal is what is answered', async () => {
    expect(await misfits(described.components.responses['refused']!, await ask('/people?x=1'))).toEqual([]);
  });

  test('has the same operations as the shapes file, and a server', () => {
    const shapes = parse(readFileSync(join(folder, 'helpdesk.shapes.yaml'), 'utf8')) as { endpoints: object };
    const operations = Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(Object.keys(shapes.endpoints).sort()).toEqual(operations.sort());
    expect(described.servers[0]!.url).toBe('https://helpdesk.example.com/v2');
  });
});

describe('the shapes file', () => {
  const written = readFileSync(join(folder, 'helpdesk.shapes.yaml'), 'utf8');
  const { endpoints, $defs } = parseShapes(written, 'helpdesk.shapes.yaml');
  const keys = deriveKeys('acme', makeKeyRing(randomBytes));
  const { people, tickets, comments } = generatedDesk();

  /** What the vendor gets of an answer. */
  const leaving = async (name: string, target: string): Promise<string> => {
    const patterns = await loadPatterns();
    const shape = shapeFor(endpoints.find((endpoint) => endpoint.name === name)!, 200)!;
    const treatments = treatmentsWith(keys, { patterns });
    const compiled = compileShape(shape, { defs: $defs, treatments, pattern: patterns.tester });
    const { bytes, counts } = treatDocument(compiled, new Uint8Array(await (await ask(target)).arrayBuffer()));
    expect(Object.values(counts).reduce((one, other) => one + other)).toBeGreaterThan(0);
    return bytes.toString();
  };

  test.each([
    ['GET /people', '/people?per_page=100'],
    ['GET /people/{id}', '/people/u-0001'],
    ['GET /teams', '/teams'],
    ['GET /tickets', '/tickets?per_page=100'],
    ['GET /tickets/{number}', '/tickets/1003'],
    ['GET /tickets/{number}/comments', '/tickets/1001/comments'],
    ['GET /search', '/search?query=vpn'],
  ])('lets no address, phone or id of anyone out of %s, and no name but in comments', async (name, target) => {
    const text = await leaving(name, target);
    expect(text.length).toBeGreaterThan(100);
    for (const { id, email, phone, birth_date } of people) {
      for (const secret of [`"${id}"`, email, phone, birth_date]) expect(text).not.toContain(secret);
    }
    expect(text).not.toMatch(/@acme\.example|\+44 1632|(192\.0\.2|198\.51\.100|203\.0\.113)\.|2001:db8:|ACM-\d/);
    const said = JSON.stringify(JSON.parse(text, (key, value) => (key === 'text' ? '' : value)));
    for (const person of people) expect(said).not.toContain(person.name);
  });

  test('keeps what the vendor needs: who wrote what, by pseudonyms that are the same everywhere', async () => {
    const { requester } = tickets[0]!;
    const [list, single] = await Promise.all([
      leaving('GET /tickets', '/tickets?per_page=1'),
      leaving('GET /people/{id}', `/people/${requester.id}`),
    ]);
    const ticket = JSON.parse(list).data[0];
    const person = JSON.parse(single);
    expect(ticket.requester).toEqual({ id: person.id, email: person.email });
    expect(putBack(ticket.requester.id, keys).content).toBe(requester.id);
    expect(list).toContain(tickets[0]!.account);
    const mailed = comments.find(({ text }) => text.includes('@'))!;
    const thread = await leaving('GET /tickets/{number}/comments', `/tickets/${mailed.ticket}/comments`);
    expect(thread).toContain(mailed.text.split(' ')[0]);
    expect(thread).toContain('[redacted]');
  });
});

test('the answer that is saved for previews is the one that it gives', async () => {
  const saved = readFileSync(join(import.meta.dirname, '../../examples/helpdesk/tickets.json'), 'utf8');
  const given = await (await ask('/tickets?per_page=5')).text();
  expect(JSON.parse(saved)).toEqual(JSON.parse(given.replaceAll(helpdesk.url, 'https://helpdesk.example.com/v2')));
  // Twenty digits are more than a parser keeps.
  expect(saved).toContain('"account": 91123238591000000001,');
});

describe('a list', () => {
  test('is walked by its links to its end, in body and header alike', async () => {
    const numbers: unknown[] = [];
    let next: string | null = `${helpdesk.url}/tickets?status=solved&per_page=30`;
    while (next) {
      const response = await ask(next.slice(helpdesk.url.length));
      const { data, page } = await listOf(response);
      numbers.push(...data.map(({ number }) => number));
      expect(response.headers.get('link')).toContain(page.next ? `<${page.next}>; rel="next"` : 'rel="last"');
      next = page.next;
      if (!next) expect(response.headers.get('x-total-count')).toBe(String(numbers.length));
    }
    const solved = generatedDesk().tickets.filter(({ status }) => status === 'solved');
    expect(numbers).toEqual(solved.map(({ number }) => number));
  });

  test.each(['/tickets', '/people'])('%s is about 6 KB long', async (target) => {
    const { length } = await (await ask(target)).text();
    expect(length).toBeGreaterThan(5_000);
    expect(length).toBeLessThan(7_000);
  });

  test('is narrowed by who asks and who works', async () => {
    const [ticket] = generatedDesk().tickets.filter(({ assignee }) => assignee);
    const { assignee, requester } = ticket!;
    const { data } = await listOf(await ask(`/tickets?assignee=${assignee!.id}&requester=${requester.id}`));
    expect(data.map(({ number }) => number)).toContain(ticket!.number);
    for (const each of data) expect(each).toMatchObject({ requester, assignee });
  });

  test('holds numbers of twenty digits', async () => {
    const { account } = generatedDesk().tickets[0]!;
    expect(account).toMatch(/^\d{20}$/);
    expect(await (await ask('/tickets?per_page=1')).text()).toContain(`"account":${account},`);
  });

  test('and its people are the same on every start', () => expect(generatedDesk()).toEqual(generatedDesk()));
});

describe('conditions and encodings', () => {
  test('what the client has is not sent again', async () => {
    const first = await ask('/tickets');
    expect(first.headers.get('content-encoding')).toBe('gzip');
    const tag = first.headers.get('etag')!;
    const again = await ask('/tickets', { headers: { 'if-none-match': `"other", W/${tag}` } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
    const other = await ask('/people', { headers: { 'if-none-match': tag } });
    expect(other.status).toBe(200);
  });

  test('an answer without compression has a tag of its own', async () => {
    const plain = await ask('/tickets', { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('etag')).not.toBe((await ask('/tickets')).headers.get('etag'));
  });

  test('HEAD is GET without its body', async () => {
    const head = await ask('/tickets', { method: 'HEAD' });
    expect(head.headers.get('etag')).toBe((await ask('/tickets')).headers.get('etag'));
    expect(await head.text()).toBe('');
  });
});

describe('a comment', () => {
  const post = (body: unknown, type = 'application/json'): Promise<Response> =>
    ask('/tickets/1003/comments', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': type },
    });
  const good = { text: 'Done.', visibility: 'internal', author_id: 'u-0001' };

  test('is added, and is there', async () => {
    const before = (await listOf(await ask('/tickets/1003/comments'))).data;
    const response = await post(good);
    expect([response.status, response.headers.get('location')]).toEqual([201, `${helpdesk.url}/tickets/1003/comments`]);
    const comment = await response.json();
    expect(comment).toMatchObject({ ticket: 1003, text: 'Done.', author: { id: 'u-0001' } });
    expect((await listOf(await ask('/tickets/1003/comments'))).data).toEqual([...before, comment]);
  });

  test.each([
    ['of nobody', 422, { ...good, author_id: 'u-9999' }],
    ['for nobody knows whom', 422, { ...good, visibility: 'secret' }],
    ['without words', 422, { ...good, text: '' }],
    ['with more than it has', 422, { ...good, pinned: true }],
    ['that is no JSON', 400, '{'],
    ['that is null', 422, 'null'],
    ['that is too long', 413, { ...good, text: 'x'.repeat(70_000) }],
  ])('%s is refused', async (_, status, body) => expect((await post(body)).status).toBe(status));

  test('of another type is refused', async () => expect((await post(good, 'text/plain')).status).toBe(415));
});

describe('what is refused', () => {
  test.each<[string, number, string, RequestInit?]>([
    ['no token', 401, '/people', { headers: { authorization: '' } }],
    ['another token', 401, '/people', { headers: { authorization: 'Bearer other' } }],
    ['an unknown path', 404, '/nothing'],
    ['a path with a slash too many', 404, '/people/'],
    ['an unknown person', 404, '/people/u-9999'],
    ['an unknown ticket', 404, '/tickets/1'],
    ['an unknown parameter', 400, '/people?name=x'],
    ['a parameter of every object', 400, '/people?constructor=x'],
    ['a parameter twice', 400, '/people?page=1&page=2'],
    ['a page that is none', 400, '/people?page=0'],
    ['too long a page', 400, '/people?per_page=101'],
    ['a search for nothing', 400, '/search'],
    ['another method', 405, '/people', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }],
    ['a rehearsed refusal', 429, '/people', { headers: { 'helpdesk-rehearse': '429' } }],
    ['a rehearsed failure', 503, '/people', { headers: { 'helpdesk-rehearse': '503' } }],
    ['an unknown rehearsal', 400, '/people', { headers: { 'helpdesk-rehearse': '200' } }],
  ])('%s: %i, with names and addresses in the answer', async (_, status, target, init) => {
    const response = await ask(target, init);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(personal);
  });

  test('says when to come back', async () => {
    const response = await ask('/people', { headers: { 'helpdesk-rehearse': '429' } });
    expect(response.headers.get('retry-after')).toBe('1');
    expect(Number(response.headers.get('x-ratelimit-remaining'))).toBeLessThan(6_000);
  });

  test.each(['/v2/../v2/people', '/people', 'http://127.0.0.1/v2/people', '/v2/people?page=1?page=2'])(
    'the target %s, as it is sent',
    async (target) => {
      const socket = connect(helpdesk.port, '127.0.0.1');
      socket.end(`GET ${target} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nconnection: close\r\n\r\n`);
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[04] /);
    },
  );
});

test('a port that is taken says so', async () => {
  await expect(startHelpdesk({ port: helpdesk.port, token })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('ends while a client holds a connection', async () => {
  const other = await startHelpdesk({ port: 0, token });
  await fetch(`${other.url}/people`);
  await other.stop();
  await expect(fetch(`${other.url}/people`)).rejects.toThrow();
});

describe('tokens of the help desk', () => {
  const client = { id: 'gate', secret: 'CANARY-secret' };
  const tokenOf = async (url: string): Promise<string> => {
    const headers = { authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}` };
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const response = await fetch(new URL('/oauth/token', url), { method: 'POST', headers, body });
    return ((await response.json()) as { readonly access_token: string }).access_token;
  };
  const statusOf = async (url: string, token: string): Promise<number> =>
    (await fetch(`${url}/people`, { headers: { authorization: `Bearer ${token}` } })).status;

  test('are good after it was started again, and with another secret of the client they are not', async () => {
    const first = await startHelpdesk({ port: 0, client });
    const token = await tokenOf(first.url);
    expect(await statusOf(first.url, token)).toBe(200);
    await first.stop();
    const again = await startHelpdesk({ port: 0, client });
    expect(await statusOf(again.url, token)).toBe(200);
    const [, ...others] = token.split('.');
    for (const forged of [[Date.now() + 9e8, ...others].join('.'), `${token}x`, others.join('.'), '.', 'x'])
      expect([forged, await statusOf(again.url, forged)]).toEqual([forged, 401]);
    await again.stop();
    for (const other of [{ ...client, secret: 'other' }, undefined]) {
      const changed = await startHelpdesk({ port: 0, client: other });
      expect(await statusOf(changed.url, token)).toBe(401);
      await changed.stop();
    }
  });
});
