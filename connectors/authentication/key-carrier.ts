import type { KeyScheme } from './authentication.ts';

const places: Readonly<Record<KeyScheme['in'], string>> = {
  header: 'header',
  query: 'query parameter',
  cookie: 'cookie',
};

/**
 * What carries a key, for people.
 *
 * @example keyCarrier({ in: 'query', name: 'api_key' }) // 'the query parameter api_key'
 */
export const keyCarrier = ({ in: place, name }: Pick<KeyScheme, 'in' | 'name'>): string =>
  `the ${places[place]} ${name}`;
