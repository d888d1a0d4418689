import type { Method } from '../../config/shapes/api.ts';

/** What a list asks: a method, and a path below its server. */
export interface RequestName {
  readonly method: Extract<Method, 'GET' | 'POST'>;
  readonly path: string;
}

/** @example requestName('GET /groups/{id}/members') // { method: 'GET', path: '/groups/{id}/members' } */
export const requestName = (request: string): RequestName => {
  const [method, path = '/'] = request.split(' ', 2);
  return { method: method === 'POST' ? 'POST' : 'GET', path };
};
