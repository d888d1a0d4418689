import type { Method } from '../api.ts';

/** Methods that an endpoint can have. */
export const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Methods whose requests have no body (RFC 9110, sections 9.3.1 and 9.3.5: it has no meaning there). */
export const bodiless: readonly Method[] = ['GET', 'DELETE'];

/** What the name of an endpoint says. */
export interface EndpointName {
  readonly method: Method;
  readonly path: string;
}

/**
 * Reads the name of an endpoint, its key in a shapes file; `undefined` if it is none.
 *
 * @example endpointName('GET /tickets/{number}') // { method: 'GET', path: '/tickets/{number}' }
 */
export const endpointName = (text: string): EndpointName | undefined => {
  const [, word, path] = /^(\S+) (\/\S*)$/.exec(text) ?? [];
  const method = methods.find((each) => each === word);
  return method && path !== undefined ? { method, path } : undefined;
};
