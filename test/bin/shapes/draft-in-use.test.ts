import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { shapesFromDocument } from '../../../bin/shapes/shapes-from-document.ts';
import { parseShapes } from '../../../config/shapes/read-shapes.ts';
import { generatedDesk } from '../../../examples/helpdesk/desk.ts';
import { startHelpdesk } from '../../../examples/helpdesk/server.ts';
import { deriveKeys } from '../../../lambda/keys/gateway-keys.ts';
import { makeKeyRing } from '../../../lambda/keys/key-ring.ts';
import { compileShape } from '../../../lambda/shapes/compile-shape.ts';
import { treatDocument } from '../../../lambda/shapes/treat-document.ts';
import { treatmentsWith } from '../../../lambda/shapes/treatments/treatments-with.ts';
import { root } from '../sallyport.ts';

const server = await startHelpdesk({ port: 0, token: 'a-token' });
afterAll(() => server.stop());

const draft = shapesFromDocument(readFileSync(join(root, 'examples/helpdesk/helpdesk.openapi.yaml'), 'utf8'));
const { endpoints, $defs } = parseShapes(draft, 'helpdesk.shapes.yaml');
const treatments = treatmentsWith(deriveKeys('acme', makeKeyRing(randomBytes)));

const fetched = async (path: string): Promise<Buffer> => {
  const answer = await fetch(`${server.url}${path}`, {
    headers: { authorization: 'Bearer a-token' },
  });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
};

const treated = (endpoint: string, bytes: Buffer) => {
  const { answers } = endpoints.find(({ name }) => name === endpoint)!;
  return treatDocument(compileShape(answers['2XX']!, { defs: $defs, treatments }), bytes);
};

const { people, tickets } = generatedDesk();
/** What says who someone is. Names of one word could be words of other things. */
const personal = people.flatMap(({ id, name, email, phone, birth_date }) => [id, name, email, phone, birth_date]);

describe('a draft that nobody has edited', () => {
  test.each([
    ['GET /people', '/people?per_page=50'],
    ['GET /people/{id}', `/people/${people[0]!.id}`],
    ['GET /teams', '/teams'],
    ['GET /tickets', '/tickets?per_page=50'],
    ['GET /tickets/{number}', `/tickets/${tickets[0]!.number}`],
    ['GET /tickets/{number}/comments', `/tickets/${tickets[0]!.number}/comments`],
    ['GET /search', '/search?query=a&per_page=50'],
  ])('lets nobody out of %s', async (endpoint, path) => {
    const before = await fetched(path);
    const { bytes, counts } = treated(endpoint, before);
    const after = bytes.toString();
    const left = personal.filter((value) => before.includes(value) && after.includes(value));
    expect(left).toEqual([]);
    expect(counts.kept).toBeGreaterThan(0);
    if (endpoint !== 'GET /teams') expect(personal.some((value) => before.includes(value))).toBe(true);
  });
});
