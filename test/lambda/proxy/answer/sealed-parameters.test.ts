import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../../../config/shapes/api.ts';
import type { Shape } from '../../../../config/shapes/shape.ts';
import { linkHeader } from '../../../../lambda/proxy/answer/link-header.ts';
import { linksOf } from '../../../../lambda/proxy/answer/links.ts';
import { sealedParameters, treatAddress } from '../../../../lambda/proxy/answer/sealed-parameters.ts';
import type { SealPath } from '../../../../lambda/proxy/answer/sealed-path.ts';

const endpointWith = (query: Readonly<Record<string, Shape>>): Endpoint => ({
  name: 'GET /people',
  method: 'GET',
  path: '/people',
  variables: {},
  query,
  requestHeaders: [],
  answers: {},
  responseHeaders: [],
});

describe('what is sealed', () => {
  test('are the parameters that a shape says to be reversible pseudonyms, wherever it says it', () => {
    const sealed: Shape = { type: 'string', treatment: 'pseudonym-reversible' };
    const $defs: Readonly<Record<string, Shape>> = {
      token: sealed,
      person: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/token' }] },
      circle: { anyOf: [{ $ref: '#/$defs/circle' }, { type: 'string' }] },
    };
    const endpoints = [
      endpointWith({ page: { type: 'integer' }, token: { $ref: '#/$defs/token' }, own: sealed }),
      endpointWith({
        person: { type: 'array', items: { $ref: '#/$defs/person' } },
        circle: { $ref: '#/$defs/circle' },
      }),
    ];
    expect(sealedParameters({ endpoints, $defs })).toStrictEqual(new Set(['token', 'own', 'person']));
  });
});

const sealed = new Set(['$token']);
const seal = (text: string): string | undefined =>
  text.isWellFormed() ? `sp1r.${Buffer.from(text).toString('base64url')}` : undefined;

const sealPath: SealPath = (path, treatment) => treatment.hide(path);
const hide = (part: string): string => part.replaceAll('7', 'seven');

describe('a query', () => {
  test.each([
    ['/people', '/people'],
    ['/people?page=2', '/people?page=2'],
    ['/people?$token=ada', '/people?$token=sp1r.YWRh'],
    ['/people?page=2&%24token=a%3Db&x#top', '/people?page=2&%24token=sp1r.YT1i&x#top'],
    ['/people?$token=a=b', '/people?$token=sp1r.YT1i'],
    ['/people?$token=', '/people?$token='],
    ['/people?$token', '/people?$token'],
    ['/people/7?of=7&$token=7#7', '/people/seven?of=seven&$token=sp1r.Nw#seven'],
    ['/people?$token=%ff&page=2', '/people?page=2'],
    ['/people#?$token=ada', '/people#?$token=sp1r.YWRh'],
  ])('%s is %s', (address, expected) => {
    expect(treatAddress(address, { sealed, sealPath, seal, hide })).toBe(expected);
  });

  test('never holds the value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (value) => {
        if (!value.isWellFormed()) return;
        const address = `/people?$token=${encodeURIComponent(value)}&page=2`;
        const found = new URLSearchParams(treatAddress(address, { sealed, sealPath, seal, hide }).split('?')[1]);
        expect(found.get('$token')).toBe(seal(value));
        expect(found.get('page')).toBe('2');
      }),
    );
  });

  test('is sealed in addresses and in headers', () => {
    const links = linksOf(
      ['https://api.example.com/v2'],
      sealed,
      sealPath,
    )({
      publicUrl: 'https://gate.example/desk',
      putBack: new Map([['sp1r.ADA', '7']]),
      seal,
    });
    expect(links.rewrite('https://api.example.com/v2/people/7?$token=ada&of=7')).toBe(
      'https://gate.example/desk/people/sp1r.ADA?$token=sp1r.YWRh&of=sp1r.ADA',
    );
    expect(links.rewrite('/people/7?$token=ada')).toBe('/people/sp1r.ADA?$token=sp1r.YWRh');
    expect(links.rewrite('?$token=ada')).toBe('?$token=sp1r.YWRh');
    expect(links.rewrite('//other.example/7?$token=ada')).toBe('//other.example/7?$token=ada');
    expect(linkHeader('</v2/people?$token=ada>; rel="next"', links, new URL('https://api.example.com/v2/people'))).toBe(
      '<https://gate.example/desk/people?$token=sp1r.YWRh>; rel="next"',
    );
  });
});
