import type { Shape } from '../../config/shapes/shape.ts';

/** One record of an API: ten fields, two of them about a person. */
const record = (number: number) => ({
  id: 4_711_000_000 + number,
  login: `user-${number}`,
  email: `user.${number}@mail${number % 7}.example`,
  title: ['Engineer', 'Clerk', 'Head of Operations', 'Auditor'][number % 4],
  active: number % 3 !== 0,
  score: number * 1.25,
  created_at: `2024-0${1 + (number % 9)}-1${number % 9}T08:15:${10 + (number % 50)}Z`,
  labels: ['internal', 'emea', `team-${number % 12}`].slice(0, 1 + (number % 3)),
  office: { city: 'Brussels', floor: number % 12 },
  manager: number % 5 === 0 ? null : number % 40,
});

const text: Shape = { type: 'string' };
const properties: Readonly<Record<string, Shape>> = {
  id: { type: 'integer' },
  login: text,
  email: text,
  title: text,
  active: { type: 'boolean' },
  score: { type: 'number' },
  created_at: text,
  labels: { type: 'array', items: text },
  office: { type: 'object', properties: { city: text, floor: { type: 'integer' } } },
  manager: { type: ['integer', 'null'] },
};

const page = (fields: Readonly<Record<string, Shape>>): Shape => ({
  type: 'object',
  properties: {
    data: { type: 'array', items: { type: 'object', properties: fields } },
    next: { type: ['string', 'null'] },
    total: { type: 'integer' },
  },
});

const pseudonym: Shape = { type: 'string', treatment: 'pseudonym' };

/** Everything is named and kept. */
export const keepAll: Shape = page(properties);

/** Two of ten fields are pseudonyms. */
export const fifthPseudonyms: Shape = page({ ...properties, login: pseudonym, email: pseudonym });

/** Pages of 8 to 40 records, as JSON of 6 KB in the mean; no two of them the same. */
export const documents = (count: number): readonly Buffer[] =>
  Array.from({ length: count }, (_, index) => {
    const first = index * 50;
    const data = Array.from({ length: 8 + ((index * 7) % 33) }, (_, at) => record(first + at));
    const next = `https://api.example/people?page=${index + 2}`;
    return Buffer.from(JSON.stringify({ data, next, total: count * 50 }));
  });
