import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  filledPath,
  filledTemplate,
  filledText,
  isAbout,
  TemplateFailure,
  templateProblem,
} from '../../../../connectors/destinations/http/request-template.ts';
import type { Json } from '../../../../connectors/item.ts';

const record = { login: 'fry', level: 3, profile: { office: 'Ghent', phone: null }, tags: ['a'] };
const variables = { key: 'fry', id: 'u/1', record };

const filled: readonly (readonly [Json, Json | undefined])[] = [
  ['${record}', record],
  ['${record.level}', 3],
  ['${ record.profile.office }', 'Ghent'],
  ['${record.profile.phone}', null],
  ['level ${record.level} of ${key}', 'level 3 of fry'],
  ['$${key}', '${key}'],
  ['${whole}', undefined],
  ['${record.toString}', undefined],
  ['a ${record.nothing}', undefined],
  [
    { data: '${record.tags}', none: '${record.nothing}', sub: { n: 1 } },
    { data: ['a'], sub: { n: 1 } },
  ],
  [
    ['${key}', '${record.nothing}', true, null],
    ['fry', true, null],
  ],
];

test.each(filled)('%j is filled in', (template, expected) => {
  expect(filledTemplate(template, variables)).toEqual(expected);
});

test('a map can not stand among letters', () => {
  expect(() => filledText('x ${record.profile}', variables, (text) => text)).toThrow(TemplateFailure);
});

describe('a path', () => {
  test('is led out of by no id, whatever letters it has', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((id) => !/^\.{0,2}$/.test(id)),
        (id) => {
          const path = filledPath('/users/${id}/suspend', { id });
          const { pathname, search, hash, host } = new URL(`https://api.example/v1${path}`);
          const segments = pathname.split('/');
          expect([host, search, hash, segments.length]).toEqual(['api.example', '', '', 5]);
          expect(decodeURIComponent(segments[3]!)).toBe(id);
        },
      ),
      { examples: [['a/b'], ['a?b#c'], ['%2e%2e'], ['a..'], [' ']] },
    );
  });

  test.each(['', '.', '..', '\ud800'])('can not be made with the id %j', (id) => {
    expect(() => filledPath('/users/${id}', { id })).toThrow(TemplateFailure);
  });

  test('may end with a slash, and needs all that it names', () => {
    expect(filledPath('/users/${id}/', { id: '7' })).toBe('/users/7/');
    expect(filledPath('', {})).toBe('');
    expect(() => filledPath('/users/${id}', {})).toThrow(TemplateFailure);
  });
});

test('what a template is about is found anywhere in it', () => {
  expect(isAbout({ a: [{ b: 'x ${whole.name}' }] }, 'whole')).toBe(true);
  expect(isAbout({ whole: '${record.whole} $${whole}' }, 'whole')).toBe(false);
});

test('a template that is right has no problem', () => {
  for (const text of ['', 'users', '${key}', '${record.a.b}-${id}', '$${anything}'])
    expect(templateProblem(text, ['key', 'id', 'record'])).toBeUndefined();
});
