import type { StandInAnswer } from '../stand-in.ts';
import type { Call } from '../strict-routes.ts';
import { refuseGitHub } from './github-refusal.ts';

/** Pages are at most so large, whatever is asked for. */
export const largestGitHubPage = 100;

/** The parameters of pages. */
export const githubPaged: readonly string[] = ['per_page', 'page'];

/**
 * One page of a list, by number, with links to others
 * (docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api).
 *
 * @param base what comes before the path in links
 * @param path of the list as links have it: with numbers in place of names
 */
export const githubPage = (
  base: string,
  call: Call,
  rows: readonly unknown[],
  path: string,
  wrap = (some: readonly unknown[]): object => some,
): StandInAnswer => {
  const size = Math.min(Number(call.query.get('per_page') ?? 30), largestGitHubPage);
  const at = Number(call.query.get('page') ?? 1);
  if (!Number.isInteger(size) || size < 1 || !Number.isInteger(at) || at < 1) refuseGitHub(422, 'Validation Failed');
  const last = Math.max(1, Math.ceil(rows.length / size));
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(to));
    return `<${base}${path}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(at > 1 ? [link(at - 1, 'prev'), link(1, 'first')] : []),
    ...(at < last ? [link(at + 1, 'next'), link(last, 'last')] : []),
  ];
  const headers = links.length > 0 ? { link: links.join(', ') } : undefined;
  return { status: 200, ...(headers && { headers }), body: wrap(rows.slice((at - 1) * size, at * size)) };
};
