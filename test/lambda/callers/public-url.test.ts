import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { samePublicUrl } from '../../../lambda/callers/public-url.ts';

const URL_OF_SOURCE = 'https://gate.example/people';

describe('the same gateway', () => {
  test.each([
    ['https://gate.example', 'https://gate.example/'],
    [URL_OF_SOURCE, 'https://gate.example/people/'],
    [URL_OF_SOURCE, 'HTTPS://gate.example/people'],
    [URL_OF_SOURCE, 'https://GATE.Example/people'],
    [URL_OF_SOURCE, 'https://gate.example:443/people'],
    ['http://127.0.0.1:8080/people', 'http://127.0.0.1:8080/people/'],
    ['http://gate.example', 'http://gate.example:80/'],
    ['https://[2001:DB8::1]/', 'https://[2001:db8::1]'],
  ])('%s = %s', (one, other) => {
    expect(samePublicUrl(one, other)).toBe(true);
    expect(samePublicUrl(other, one)).toBe(true);
  });
});

describe('another gateway', () => {
  test.each([
    'https://gate.example/People',
    'https://gate.example/people//',
    'https://gate.example//people',
    'https://gate.example/people/x',
    'https://gate.example/',
    'http://gate.example/people',
    'https://gate.example:80/people',
    'https://gate.example:8443/people',
    'https://gate.example:0443/people',
    'https://gate.example.:443/people',
    'https://gate.example:/people',
    'https://www.gate.example/people',
    'https://gate.example/x/../people',
    'https://gate.example/./people',
    'https://gate.example/%70eople',
    'https://gate.example/people?',
    'https://gate.example/people#',
    'https://gate.example/people/?x=/',
    'https://user@gate.example/people',
    'https://gate.example@attacker.example/people',
    'https://gate.example\\people',
    'https:\\\\gate.example/people',
    'https:/gate.example/people',
    'https:gate.example/people',
    '//gate.example/people',
    'gate.example/people',
    ' https://gate.example/people',
    'https://gate.example/people\n',
    'https://gate\t.example/people',
    'https://g\u0430te.example/people',
    'https://gate.example\uff0fpeople',
    'https://gate\u3002example/people',
    'wss://gate.example/people',
    '',
  ])('%j', (url) => {
    expect(samePublicUrl(url, URL_OF_SOURCE)).toBe(false);
    expect(samePublicUrl(URL_OF_SOURCE, url)).toBe(false);
  });

  test('the Kelvin sign is not a k', () => {
    expect(samePublicUrl('https://\u212a.example', 'https://k.example')).toBe(false);
  });
});

describe('laws', () => {
  const url = fc.webUrl({ withQueryParameters: false, withFragments: false });

  test('a URL equals itself, and neither case of its host nor a slash at the end matters', () => {
    const property = fc.property(url, (text) => {
      const plain = text.replace(/\/+$/, '');
      const host = plain.slice(0, new URL(plain).origin.length);
      const variant = `${host.toUpperCase()}${plain.slice(host.length)}/`;
      return samePublicUrl(plain, plain) && samePublicUrl(plain, variant);
    });
    fc.assert(property);
  });

  test('URLs that are the same here are the same for the platform', () => {
    const property = fc.property(url, fc.string(), fc.nat(), (text, insert, at) => {
      const place = at % (text.length + 1);
      const changed = text.slice(0, place) + insert + text.slice(place);
      if (!samePublicUrl(text, changed)) return true;
      const plain = (value: string): string => new URL(value).href.replace(/\/$/, '');
      return plain(text) === plain(changed);
    });
    fc.assert(property, { numRuns: 500 });
  });
});

test('what is not the URL of a gateway equals nothing, not even itself', () => {
  for (const text of ['', 'x', 'https://gate.example/?a', 'https://', 'ftp://gate.example']) {
    expect(samePublicUrl(text, text)).toBe(false);
  }
});
