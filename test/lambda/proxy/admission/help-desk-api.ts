import { randomBytes } from 'node:crypto';
import type { Api, Endpoint } from '../../../../config/shapes/api.ts';
import { deriveKeys } from '../../../../lambda/keys/gateway-keys.ts';
import { makeKeyRing } from '../../../../lambda/keys/key-ring.ts';
import { admissionOf } from '../../../../lambda/proxy/admission/admission.ts';
import type { Admit } from '../../../../lambda/proxy/admission/admitted.ts';
import type { Pseudonyms } from '../../../../lambda/proxy/admission/pseudonyms.ts';
import { heldPseudonyms } from '../../../../lambda/shapes/treatments/held-pseudonyms.ts';
import { loadPatterns } from '../../../../lambda/shapes/treatments/patterns.ts';
import { sealValue } from '../../../../lambda/shapes/treatments/reversible-pseudonym.ts';

const endpoint = (name: string, rest: Partial<Endpoint> = {}): Endpoint => {
  const [method, path] = name.split(' ') as [Endpoint['method'], string];
  return {
    name,
    method,
    path,
    variables: {},
    query: {},
    requestHeaders: [],
    answers: {},
    responseHeaders: [],
    ...rest,
  };
};

const number = { type: 'integer', minimum: 1 } as const;
const text = { type: 'string' } as const;

/** A help desk's API, of which this much is allowed. */
export const helpDeskApi = (server: string): Api => ({
  server,
  hosts: [],
  privateAddresses: [],
  limits: { connectSeconds: 5, firstByteSeconds: 5, wholeSeconds: 5, concurrency: 4, attempts: 1 },
  $defs: {
    comment: {
      type: 'object',
      properties: {
        text: { type: 'string', maxLength: 200 },
        author: { type: 'string', treatment: 'pseudonym-reversible' },
        ticket: { type: 'integer' },
        tags: { type: 'array', items: { enum: ['urgent', 'late'] } },
        by: { type: 'object', additionalProperties: { type: 'boolean' } },
        votes: {
          type: 'object',
          propertyNames: { type: 'string', treatment: 'pseudonym-reversible' },
          additionalProperties: {
            type: 'array',
            items: {
              anyOf: [{ enum: ['me', 'all'] }, { type: ['string', 'integer'], treatment: 'pseudonym-reversible' }],
            },
          },
        },
        secret: { type: 'string', treatment: 'drop' },
      },
    },
  },
  endpoints: [
    endpoint('GET /tickets', {
      query: {
        state: { enum: ['open', 'closed'] },
        page: number,
        id: { type: 'array', items: { type: 'integer' } },
        q: { type: 'string', maxLength: 60 },
        author: { type: 'string', treatment: 'pseudonym-reversible' },
        since: { type: 'string', format: 'date' },
        open: { type: 'boolean' },
        'filter[name]': text,
        code: { type: 'string', pattern: '^[A-Z]{3}$' },
      },
      requestHeaders: [
        ...['accept-language', 'x-request-id', 'authorization', 'range', 'host', 'x-forwarded-for'],
        ...['sallyport-external-id', 'x-serverless-authorization'],
      ],
    }),
    endpoint('GET /tickets/{number}', { variables: { number } }),
    endpoint('DELETE /tickets/{number}', { variables: { number } }),
    endpoint('GET /people/me'),
    endpoint('GET /authors/{id}', { variables: { id: { type: 'string', treatment: 'pseudonym-reversible' } } }),
    endpoint('GET /people/{id}', { variables: { id: text } }),
    endpoint('PUT /people/{id}', { variables: { id: text } }),
    endpoint('GET /files/{name}.json', { variables: { name: text } }),
    endpoint('GET /compare/{base}...{head}', { variables: { base: text, head: text } }),
    endpoint("GET /reports/usage(period='{period}')", { variables: { period: { enum: ['D7', 'D30'] } } }),
    endpoint('GET /folders/'),
    endpoint('POST /tickets/{number}/comments', {
      variables: { number },
      body: { types: ['application/json', 'text/plain'], shape: { $ref: '#/$defs/comment' }, maximumBytes: 1024 },
    }),
    endpoint('POST /notes', { body: { types: ['application/json'], maximumBytes: 4096 } }),
    endpoint('PUT /tickets/{number}/attachment', {
      variables: { number },
      body: { types: ['text/csv', 'multipart/form-data'], maximumBytes: 2000 },
    }),
    endpoint('GET /calls/{call}/{part}', { variables: { call: text, part: text }, escapedTwice: ['call'] }),
  ],
});

const keys = deriveKeys('acme', makeKeyRing(randomBytes));
const foreignKeys = deriveKeys('other', makeKeyRing(randomBytes));

/** The reversible pseudonym of a value, as this gateway makes it. */
export const pseudonymOf = (value: string | number): string =>
  sealValue({ text: String(value), kind: typeof value === 'number' ? 'number' : 'string' }, keys);

/** One that another gateway made. */
export const foreignPseudonym = sealValue({ text: 'ada', kind: 'string' }, foreignKeys);

/** Puts pseudonyms back with the gateway's keys. */
export const pseudonyms: Pseudonyms = heldPseudonyms({ renewed: async () => keys }, keys);

/** What decides about requests to the help desk. */
export const helpDeskAdmission = async (server: string): Promise<Admit> =>
  admissionOf(helpDeskApi(server), { pattern: (await loadPatterns()).tester });
