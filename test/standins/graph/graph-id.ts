/** Kinds of things that have an id in a directory. */
export type GraphKind = 'user' | 'group' | 'device' | 'application' | 'role' | 'licence' | 'contact' | 'call';

const heads: Readonly<Record<GraphKind, string>> = {
  user: '0a5e',
  group: '09c0',
  device: 'de01',
  application: 'a990',
  role: '201e',
  licence: '11ce',
  contact: 'c0de',
  call: 'ca11',
};

/**
 * The id of one of them: as Microsoft makes them, but for what one can tell from it.
 *
 * @example graphId('user', 7) // '0a5e0000-0000-4000-8000-000000000007'
 */
export const graphId = (kind: GraphKind, number: number): string =>
  `${heads[kind]}0000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

/** The number of that kind's id; `undefined` if it is none. */
export const numberOf = (kind: GraphKind, id: string): number | undefined =>
  id.startsWith(`${heads[kind]}0000-0000-4000-8000-`) ? Number.parseInt(id.slice(24), 16) : undefined;
