import { linkRelations } from '../../../connectors/http/link-relations.ts';
import type { Links } from './links.ts';

/** Relations that lead from one page to another (iana.org/assignments/link-relations). Others may lead anywhere. */
const pageRelations: ReadonlySet<string> = new Set(['next', 'prev', 'previous', 'first', 'last']);

/**
 * Rewrites a `Link` header (RFC 8288): the pages below the API's server, as pages below the gate. Nothing else of it leaves.
 *
 * @param base what relative addresses are relative to
 * @returns `undefined` if nothing is left
 * @example linkHeader('<https://api.example.com/v2/users?page=2>; rel="next"; title="…"', links, url)
 *   // '<https://gate.example/users?page=2>; rel="next"'
 */
export const linkHeader = (header: string | undefined, links: Links, base: URL): string | undefined => {
  if (header === undefined) return undefined;
  const pages = linkRelations(header).flatMap(({ address, relation }) => {
    const target = pageRelations.has(relation) ? links.own(address, base) : undefined;
    return target === undefined ? [] : [`<${target}>; rel="${relation}"`];
  });
  return pages.length === 0 ? undefined : pages.join(', ');
};
