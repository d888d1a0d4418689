import type { Call, Route } from '../strict-routes.ts';
import { asanaPage, asanaRefusal, asked } from './asana-answers.ts';
import type { AsanaWorkspace } from './asana-workspace.ts';

const page = ['limit', 'offset', 'opt_fields'];

/** The part of Asana's API, version 1.0, that programs read people and times with. Each needs a scope, or full access (`default`). */
export const asanaRoutes = (site: AsanaWorkspace): readonly Route<string>[] => [
  {
    name: 'GET /users',
    query: [...page, 'workspace', 'team'],
    needs: 'users:read',
    answer: (call) => asanaPage(inWorkspace(site, call) ? site.users : [], call),
  },
  {
    name: 'GET /workspaces/{workspace}',
    query: ['opt_fields'],
    needs: 'workspaces:read',
    answer: (call) => ({ data: asked(known(site, call), call) }),
  },
  {
    name: 'GET /workspaces/{workspace}/teams',
    query: page,
    needs: 'teams:read',
    answer: (call) => known(site, call) && asanaPage(site.teams, call),
  },
  {
    name: 'GET /workspaces/{workspace}/workspace_memberships',
    query: [...page, 'user'],
    needs: 'default',
    answer: (call) => known(site, call) && asanaPage(site.workspaceMemberships, call),
  },
  {
    name: 'GET /teams/{team}/team_memberships',
    query: page,
    needs: 'team_memberships:read',
    answer: (call) => {
      const { team } = call.variables;
      if (!site.teams.some(({ gid }) => gid === team)) throw asanaRefusal(404, 'team: Unknown object');
      return asanaPage(
        site.teamMemberships.filter((membership) => membership.team.gid === team),
        call,
      );
    },
  },
  {
    name: 'GET /projects',
    query: [...page, 'workspace', 'team', 'archived'],
    needs: 'projects:read',
    answer: (call) => {
      const archived = call.query.get('archived');
      const wanted = site.projects.filter((project) => archived === null || String(project['archived']) === archived);
      return asanaPage(inWorkspace(site, call) ? wanted : [], call);
    },
  },
  {
    name: 'GET /tasks',
    query: [...page, 'project', 'section', 'assignee', 'workspace', 'completed_since', 'modified_since'],
    needs: 'tasks:read',
    answer: (call) => asanaPage(tasks(site, call), call),
  },
  {
    name: 'GET /tasks/{task}/stories',
    query: page,
    needs: 'stories:read',
    answer: (call) => {
      const stories = site.stories.get(call.variables['task'] ?? '');
      if (!stories) throw asanaRefusal(404, 'task: Unknown object');
      return asanaPage(stories, call);
    },
  },
  {
    name: 'GET /time_tracking_entries',
    query: [...page, 'task', 'attributable_to', 'user', 'workspace', 'entered_on_start_date', 'entered_on_end_date'],
    needs: 'time_tracking_entries:read',
    answer: (call) => {
      const [task, user] = [call.query.get('task'), call.query.get('user')];
      const isWanted = (entry: AsanaWorkspace['timeEntries'][number]) =>
        (task === null || entry.task === task) && (user === null || entry.created_by.gid === user);
      return asanaPage(site.timeEntries.filter(isWanted), call);
    },
  },
];

const inWorkspace = ({ workspace }: AsanaWorkspace, { query }: Call): boolean =>
  query.get('workspace') === workspace.gid;

const known = ({ workspace }: AsanaWorkspace, { variables }: Call): AsanaWorkspace['workspace'] => {
  if (variables['workspace'] !== workspace.gid) throw asanaRefusal(404, 'workspace: Unknown object');
  return workspace;
};

const tasks = (site: AsanaWorkspace, { query }: Call): AsanaWorkspace['tasks'] => {
  const [project, assignee, since] = [query.get('project'), query.get('assignee'), query.get('modified_since')];
  if (project === null && (assignee === null || !query.has('workspace')))
    throw asanaRefusal(400, 'You must specify exactly one of project, tag, section, or assignee + workspace');
  return site.tasks.filter(
    (task) =>
      (project === null || task.projects.some(({ gid }) => gid === project)) &&
      (assignee === null || task.assignee?.gid === assignee) &&
      (since === null || task.modified_at > since),
  );
};
