import { describe, expect, test } from 'vitest';
import type { Endpoint, Method } from '../../../../config/shapes/api.ts';
import type { Shape } from '../../../../config/shapes/shape.ts';
import { linksOf } from '../../../../lambda/proxy/answer/links.ts';
import { sealedPath } from '../../../../lambda/proxy/answer/sealed-path.ts';

const person: Shape = { $ref: '#/$defs/person' };
const $defs: Readonly<Record<string, Shape>> = {
  person: { type: 'string', treatment: 'pseudonym-reversible' },
  folder: { anyOf: [{ enum: ['inbox', 'sent'] }, { $ref: '#/$defs/person' }] },
  circle: { anyOf: [{ $ref: '#/$defs/circle' }, { type: 'string' }] },
};
const at = (path: string, variables: Readonly<Record<string, Shape>> = {}, method: Method = 'GET'): Endpoint => ({
  name: `${method} ${path}`,
  method,
  path,
  variables,
  query: {},
  requestHeaders: [],
  answers: {},
  responseHeaders: [],
});
const folder: Shape = { $ref: '#/$defs/folder' };
const seal = sealedPath({
  $defs,
  endpoints: [
    at('/people/me'),
    at('/people/{id}', { id: person }),
    at('/people/{id}/mails', { id: person }, 'POST'),
    at('/people/{id}/folders/{folder}', { id: person, folder }),
    at("/users('{id}')/teams/{team}", { id: person, team: { type: 'string' } }),
    at('/compare/{one}..{other}', { one: person, other: { type: 'string' } }),
    at('/circles/{circle}', { circle: { $ref: '#/$defs/circle' } }),
  ],
});
const treatment = {
  seal: (text: string) => (text.isWellFormed() && text !== 'unsealed' ? `<${text}>` : undefined),
  hide: (part: string) => part.replaceAll('7', 'seven'),
};

describe('the path of an address', () => {
  test.each([
    ['/people/ada', '/people/<ada>'],
    ['/people/ada%40example.com', '/people/<ada@example.com>'],
    ['/people/me', '/people/me'],
    ['/people/7/folders/inbox', '/people/<7>/folders/inbox'],
    ['/people/7/folders/AAMk7', '/people/<7>/folders/<AAMk7>'],
    ["/users('ada')/teams/7%20", "/users('<ada>')/teams/seven%20"],
    ['/compare/a..7', '/compare/<a>..seven'],
    ['/circles/7', '/circles/seven'],
    ['/people/unsealed/folders/inbox', '/people'],
    ['/people/%ff', '/people/%ff'],
    ['/people/ada/mails', '/people/ada/mails'],
    ['/other/7', '/other/seven'],
    ['people/ada', 'people/ada'],
    ['', ''],
    ['/', '/'],
  ])('%s is %s', (path, expected) => {
    expect(seal(path, treatment)).toBe(expected);
  });

  test('has the pseudonyms that the vendor sent, and others of the gate', () => {
    const { rewrite } = linksOf(
      ['https://api.example.com/v2'],
      new Set(['user']),
      seal,
    )({
      publicUrl: 'https://gate.example/desk',
      putBack: new Map([['sp1r.ADA', 'ada']]),
      seal: (text) => `sp1r.${text.toUpperCase()}2`,
    });
    expect(rewrite('https://api.example.com/v2/people/ada/folders/top?user=ada&page=2')).toBe(
      'https://gate.example/desk/people/sp1r.ADA/folders/sp1r.TOP2?user=sp1r.ADA&page=2',
    );
  });
});
