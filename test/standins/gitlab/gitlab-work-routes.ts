import type { Route } from '../strict-routes.ts';
import type { GitLabDirectoryBodies } from './gitlab-directory-bodies.ts';
import { gitlabFound } from './gitlab-found.ts';
import type { GitLabInstallation } from './gitlab-group.ts';
import { gitlabPaged } from './gitlab-page.ts';
import { gitlabWorkBodies } from './gitlab-work-bodies.ts';

const sorted = ['order_by', 'sort'];
const between = ['created_after', 'created_before', 'updated_after', 'updated_before'];

/** What people do in groups and projects. */
export const gitlabWorkRoutes = (
  installation: GitLabInstallation,
  host: string,
  directory: GitLabDirectoryBodies,
): readonly Route<'administrator'>[] => {
  const bodies = gitlabWorkBodies(directory);
  const { projectOf, ofTop, ofProject } = gitlabFound(installation, host);
  const count = (total: number): readonly number[] => Array.from({ length: total }, (_, index) => index + 1);

  return [
    {
      name: 'GET /groups/{id}/merge_requests',
      query: [...gitlabPaged, ...sorted, ...between, 'id', 'state', 'scope'],
      answer: ofTop(() => count(45).map(bodies.mergeRequest)),
    },
    {
      name: 'GET /projects/{id}/merge_requests/{iid}/approvals',
      answer: (call) => {
        projectOf(call);
        return { status: 200, body: bodies.approvals(Number(call.variables['iid'])) };
      },
    },
    {
      name: 'GET /projects/{id}/merge_requests/{iid}/notes',
      query: [...gitlabPaged, ...sorted, 'id'],
      answer: ofProject(() => count(4).map((at) => bodies.note(at, 'MergeRequest'))),
    },
    {
      name: 'GET /projects/{id}/merge_requests/{iid}/commits',
      query: [...gitlabPaged, 'id'],
      answer: ofProject(() => count(2).map(bodies.commit)),
    },
    {
      name: 'GET /projects/{id}/repository/commits',
      query: [...gitlabPaged, 'id', 'since', 'until', 'all', 'with_stats', 'ref_name', 'path', 'author'],
      answer: ofProject(() => count(3).map(bodies.commit)),
    },
    {
      name: 'GET /groups/{id}/issues',
      query: [...gitlabPaged, ...sorted, ...between, 'id', 'state', 'scope'],
      answer: ofTop(() => count(5).map(bodies.issue)),
    },
    {
      name: 'GET /projects/{id}/issues/{iid}/notes',
      query: [...gitlabPaged, ...sorted, 'id'],
      answer: ofProject(() => count(4).map((at) => bodies.note(at, 'Issue'))),
    },
    {
      name: 'GET /projects/{id}/events',
      query: [...gitlabPaged, 'id', 'after', 'before', 'sort', 'action', 'target_type'],
      answer: ofProject(() => count(4).map(bodies.event)),
    },
    {
      name: 'GET /groups/{id}/audit_events',
      query: [...gitlabPaged, 'id', 'created_after', 'created_before'],
      answer: ofTop(() => count(3).map(bodies.auditEvent)),
    },
  ];
};
