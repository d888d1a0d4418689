import { Refusal } from '../stand-in.ts';
import type { Call, Route } from '../strict-routes.ts';
import type { DataCenterSite } from './jira-data-center-site.ts';
import type { JiraIssue } from './jira-issues.ts';
import { matches, refuse } from './jira-query.ts';
import { updatedWorklogs } from './jira-worklogs.ts';
import { offsetPage } from './offset-page.ts';

/** What a token must allow: what any user sees, or what only administrators do. */
export type DataCenterRight = 'READ' | 'ADMIN';

const page = ['startAt', 'maxResults'];
const usualPage = { usual: 50, largest: 1_000 };

/**
 * The part of the Jira Data Center platform REST API, version 2, that programs read people and work with.
 *
 * @param autocompleteLimit jira.ajax.autocomplete.limit
 */
export const jiraDataCenterRoutes = (
  site: DataCenterSite,
  autocompleteLimit: number,
): readonly Route<DataCenterRight>[] => [
  {
    name: 'GET /rest/api/2/user/list',
    query: ['cursor', 'maxResults'],
    needs: 'READ',
    answer: (call) => users(site, call),
  },
  {
    name: 'GET /rest/api/2/user',
    query: ['key', 'username'],
    needs: 'READ',
    answer: ({ query }) =>
      site.users.find(({ key }) => key === query.get('key')) ?? notFound('The user does not exist.'),
  },
  {
    name: 'GET /rest/api/2/groups/picker',
    query: ['query', 'maxResults'],
    needs: 'READ',
    answer: ({ query }) => {
      const most = Math.min(Number(query.get('maxResults') ?? 20), autocompleteLimit);
      const groups = site.groups
        .slice(0, most)
        .map(({ name }) => ({ name, html: `CANARY <b>${name}</b>`, labels: [] }));
      return { header: 'CANARY Showing groups', total: site.groups.length, groups };
    },
  },
  {
    name: 'GET /rest/api/2/group/member',
    query: [...page, 'groupname', 'includeInactiveUsers'],
    needs: 'ADMIN',
    answer: ({ query }) => {
      const group = site.groups.find(({ name }) => name === query.get('groupname')) ?? notFound('no such group');
      const isWanted = ({ key, active }: DataCenterSite['users'][number]) =>
        group.members.includes(key) && (active || query.get('includeInactiveUsers') === 'true');
      return offsetPage(site.users.filter(isWanted), query, { usual: 50, largest: 20 });
    },
  },
  { name: 'GET /rest/api/2/applicationrole', needs: 'ADMIN', answer: () => [...site.roles] },
  {
    name: 'GET /rest/api/2/project',
    query: ['expand', 'includeArchived', 'recent'],
    needs: 'READ',
    answer: ({ query }) =>
      site.projects
        .filter(({ archived }) => !archived || query.get('includeArchived') === 'true')
        .map(({ lead, description, ...project }) => ({
          ...project,
          ...(query.get('expand') === 'lead' && { lead }),
        })),
  },
  {
    name: 'GET /rest/api/2/search',
    query: [...page, 'jql', 'fields', 'expand'],
    needs: 'READ',
    answer: ({ query }) => foundIssues(site.issues, query),
  },
  {
    name: 'GET /rest/api/2/issue/{id}/comment',
    query: [...page, 'orderBy'],
    needs: 'READ',
    answer: (call) => {
      const { values, isLast: _, ...rest } = offsetPage(issueOf(site, call).comments, call.query, usualPage);
      return { ...rest, comments: values };
    },
  },
  {
    name: 'GET /rest/api/2/issue/{id}/worklog',
    needs: 'READ',
    answer: (call) => {
      const { worklogs } = issueOf(site, call);
      return { startAt: 0, maxResults: worklogs.length, total: worklogs.length, worklogs };
    },
  },
  {
    name: 'GET /rest/api/2/worklog/updated',
    query: ['since'],
    needs: 'READ',
    answer: ({ query }) => updatedWorklogs(site.issues, Number(query.get('since') ?? 0)),
  },
  {
    name: 'POST /rest/api/2/worklog/list',
    needs: 'READ',
    answer: ({ request }) => {
      const { ids } = JSON.parse(request.body);
      return site.issues.flatMap((issue) => issue.worklogs).filter(({ id }) => ids.includes(Number(id)));
    },
  },
];

const notFound = (message: string): never => {
  throw new Refusal(404, { errorMessages: [`CANARY ${message}`], errors: {} });
};

const issueOf = ({ issues }: DataCenterSite, { variables }: Call): JiraIssue =>
  issues.find(({ id, key }) => id === variables['id'] || key === variables['id']) ?? notFound('Issue Does Not Exist');

/** A stream of users: its cursors are numbers that mean nothing, and the last page has one too. */
const users = ({ users }: DataCenterSite, { query }: Call): object => {
  const from = (Number(query.get('cursor') ?? 7) - 7) / 13;
  if (!Number.isInteger(from)) return refuse('The cursor is not valid.');
  const next = from + Math.min(Number(query.get('maxResults') ?? 2_000), 2_000);
  return {
    self: 'https://canary.example/CANARY',
    maxResults: next - from,
    isLast: next >= users.length,
    nextCursor: String(next * 13 + 7),
    nextPage: 'https://canary.example/CANARY',
    values: users.slice(from, next),
  };
};

const foundIssues = (issues: readonly JiraIssue[], query: URLSearchParams): object => {
  const found = offsetPage(issues.filter(matches(query.get('jql') ?? '')), query, usualPage);
  const wanted = query.getAll('fields').flatMap((names) => names.split(','));
  const { values, isLast: _, ...rest } = found;
  return {
    expand: 'CANARY schema,names',
    ...rest,
    issues: values.map(({ id, key, fields, changes }) => ({
      expand: 'CANARY',
      self: 'https://canary.example/CANARY',
      id,
      key,
      // Without a choice, all that can be seen.
      fields: wanted.length > 0 ? Object.fromEntries(wanted.map((name) => [name, fields[name]])) : fields,
      ...(query.get('expand') === 'changelog' && {
        changelog: { startAt: 0, maxResults: changes.length, total: changes.length, histories: changes.map(oldChange) },
      }),
    })),
  };
};

/** Changes of data centers name fields, and have no ids of them. */
const oldChange = ({ items, ...change }: JiraIssue['changes'][number]): object => ({
  ...change,
  items: items.map(({ fieldId: _, ...item }) => item),
});
