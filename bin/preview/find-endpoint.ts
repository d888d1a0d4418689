import type { Api, Endpoint } from '../../config/shapes/api.ts';
import { EndpointTree } from '../../lambda/proxy/admission/endpoint-tree.ts';
import { readSegment } from '../../lambda/proxy/admission/path-segment.ts';
import { cutTarget } from '../../lambda/proxy/admission/target.ts';
import { CommandError, exitCode } from '../exit-code.ts';

/** More than fit on a screen help no one. */
const mostListed = 20;

/**
 * The endpoint that a path belongs to.
 *
 * @param target as it is called (`/tickets/17?fields=id`), or as the shapes file has it (`/tickets/{number}`); undefined if there is
 * one endpoint only
 * @throws CommandError that lists what there is; ProxyRefused for a path that no source is ever asked for
 */
export const findEndpoint = ({ endpoints }: Pick<Api, 'endpoints'>, method: string, target?: string): Endpoint => {
  if (target === undefined) {
    const [only] = endpoints;
    if (only && endpoints.length === 1) return only;
    throw new CommandError(exitCode.usage, `Say which path, for example ${example(endpoints)}\n${listed(endpoints)}`);
  }
  const named = endpoints.find((endpoint) => endpoint.method === method && endpoint.path === target);
  if (named) return named;
  const tree = new EndpointTree<Endpoint>();
  for (const endpoint of endpoints) tree.add(endpoint.method, endpoint.path, endpoint);
  const found = tree.find(method, cutTarget(target).segments.map(readSegment));
  if (typeof found === 'object') return found.leaf;
  throw new CommandError(exitCode.usage, `No endpoint is ${method} at this path.\n${listed(endpoints)}`);
};

const example = (endpoints: readonly Endpoint[]): string =>
  endpoints.find(({ method, path }) => method === 'GET' && !path.includes('{'))?.path ?? endpoints[0]!.path;

const listed = (endpoints: readonly Endpoint[]): string => {
  const more = endpoints.length > mostListed ? [`… and ${endpoints.length - mostListed} more`] : [];
  const names = endpoints.slice(0, mostListed).map(({ name }) => name);
  return ['The shapes file names:', ...names, ...more].join('\n  ');
};
