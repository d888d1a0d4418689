import type { StandInAnswer } from '../stand-in.ts';
import type { Call } from '../strict-routes.ts';
import { refuseGitLab } from './gitlab-refusal.ts';

/** The parameters of pages by number. */
export const gitlabPaged: readonly string[] = ['per_page', 'page'];

/** Offset pagination. Links repeat what no one sent, as GitLab's do. */
export const gitlabPage = (
  host: string,
  { request, query, variables }: Call,
  rows: readonly unknown[],
): StandInAnswer => {
  const size = Number(query.get('per_page') ?? 20);
  const at = Number(query.get('page') ?? 1);
  if (!(size >= 1) || !(at >= 1)) refuseGitLab(400, { error: 'per_page does not have a valid value' });
  const taken = Math.min(size, 100);
  const pages = Math.max(1, Math.ceil(rows.length / taken));
  const next = new URLSearchParams({ ...(variables['id'] !== undefined && { id: variables['id'] }) });
  for (const [name, value] of query) next.set(name, value);
  next.set('page', String(at + 1));
  const link = `<https://${host}${request.path.slice(host.length + 1)}?${next}>; rel="next"`;
  const headers = {
    'x-page': String(at),
    'x-per-page': String(taken),
    'x-next-page': at < pages ? String(at + 1) : '',
    'x-total': String(rows.length),
    'x-total-pages': String(pages),
    ...(at < pages && { link }),
  };
  return { status: 200, headers, body: rows.slice((at - 1) * taken, at * taken) };
};
