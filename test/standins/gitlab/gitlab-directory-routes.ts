import type { StandInAnswer } from '../stand-in.ts';
import type { Call, Route } from '../strict-routes.ts';
import type { GitLabDirectoryBodies } from './gitlab-directory-bodies.ts';
import { gitlabFound } from './gitlab-found.ts';
import type { GitLabInstallation } from './gitlab-group.ts';
import { gitlabPage, gitlabPaged } from './gitlab-page.ts';
import { refuseGitLab } from './gitlab-refusal.ts';

const sorted = ['order_by', 'sort'];

/** People, groups and projects. */
export const gitlabDirectoryRoutes = (
  installation: GitLabInstallation,
  host: string,
  bodies: GitLabDirectoryBodies,
): readonly Route<'administrator'>[] => {
  const { top, groups, projects, people } = installation;
  const { groupOf, projectOf, ofTop } = gitlabFound(installation, host);
  const seats = people.filter(({ status }) => status === 'active');
  const byKey = (call: Call): StandInAnswer => {
    const { query } = call;
    if (query.get('pagination') !== 'keyset' || query.get('order_by') !== 'id' || query.get('sort') !== 'asc')
      refuseGitLab(405, { error: 'Keyset pagination is not yet available for this type of request' });
    const after = Number(query.get('id_after') ?? 0);
    const size = Math.min(Number(query.get('per_page') ?? 20), 100);
    const rest = people.filter(({ number }) => number > after);
    const rows = rest.slice(0, size);
    const next = new URLSearchParams(query);
    next.set('id_after', String(rows.at(-1)?.number));
    const link = `<https://${host}/api/v4/users?${next}>; rel="next"`;
    return { status: 200, ...(rest.length > size && { headers: { link } }), body: rows.map(bodies.account) };
  };

  return [
    {
      name: 'GET /groups/{id}/billable_members',
      query: [...gitlabPaged, 'id', 'search', 'sort'],
      answer: ofTop(() => seats.map(bodies.seat)),
    },
    {
      name: 'GET /users',
      query: ['pagination', 'order_by', 'sort', 'per_page', 'id_after'],
      needs: 'administrator',
      answer: byKey,
    },
    {
      name: 'GET /groups/{id}/descendant_groups',
      query: [...gitlabPaged, ...sorted, 'id', 'all_available', 'owned'],
      answer: ofTop(() => groups.map(bodies.group)),
    },
    {
      name: 'GET /groups/{id}/projects',
      query: [...gitlabPaged, ...sorted, 'id', 'include_subgroups', 'with_shared', 'archived', 'visibility'],
      answer: ofTop(({ query }) => {
        const below = query.get('include_subgroups') === 'true';
        const own = projects.filter(({ group }) => below || group === top.id);
        // Others that were shared with the group are listed too, unless told otherwise.
        const shared = query.get('with_shared') === 'false' ? [] : [{ ...projects[0]!, id: 99_999 }];
        return [...own, ...shared].map(bodies.project);
      }),
    },
    {
      name: 'GET /groups/{id}/members',
      query: [...gitlabPaged, 'id', 'show_seat_info'],
      answer: (call) => gitlabPage(host, call, [...groupOf(call).members].map(bodies.member)),
    },
    {
      name: 'GET /projects/{id}/members',
      query: [...gitlabPaged, 'id', 'show_seat_info'],
      answer: (call) => gitlabPage(host, call, [...projectOf(call).members].map(bodies.member)),
    },
    {
      name: 'GET /groups/{id}',
      query: ['with_projects'],
      answer: (call) => ({ ...bodies.group(groupOf(call)), projects: ['CANARY'] }),
    },
  ];
};
