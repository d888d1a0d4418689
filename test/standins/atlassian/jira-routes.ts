import { Refusal } from '../stand-in.ts';
import type { Call, Route } from '../strict-routes.ts';
import type { ScopeSets } from './atlassian-api.ts';
import type { JiraIssue } from './jira-issues.ts';
import { matches, refuse } from './jira-query.ts';
import type { JiraSite } from './jira-site.ts';
import { millisecondsOf, updatedWorklogs } from './jira-worklogs.ts';
import { offsetPage } from './offset-page.ts';

const readsUsers: ScopeSets = [
  ['read:jira-user'],
  ['read:application-role:jira', 'read:group:jira', 'read:user:jira', 'read:avatar:jira'],
];
const readsGroups: ScopeSets = [['read:jira-user'], ['read:group:jira']];
const readsMembers: ScopeSets = [
  ['manage:jira-configuration'],
  ['read:group:jira', 'read:user:jira', 'read:avatar:jira'],
];
const readsWork: ScopeSets = [['read:jira-work']];

const page = ['startAt', 'maxResults'];

/**
 * The part of the Jira Cloud platform REST API, version 3, that programs read people and work with. Pages are smaller than what is asked
 * for, as Jira may have it: a client must go by what came.
 */
export const jiraRoutes = (site: JiraSite): readonly Route<ScopeSets>[] => [
  {
    name: 'GET /rest/api/3/users/search',
    query: page,
    needs: readsUsers,
    answer: ({ query }) => offsetPage(site.users, query, { usual: 50, largest: 40 }).values,
  },
  {
    name: 'GET /rest/api/3/user/bulk',
    query: [...page, 'accountId'],
    needs: readsUsers,
    answer: ({ query }) => {
      const wanted = query.getAll('accountId');
      if (wanted.length === 0) return refuse('The parameter accountId is needed.');
      const users = site.users.filter((user) => wanted.includes(user.accountId));
      return { ...offsetPage(users, query, { usual: 10, largest: 200 }), self: 'https://canary.example/CANARY' };
    },
  },
  {
    name: 'GET /rest/api/3/group/bulk',
    query: page,
    needs: readsGroups,
    answer: ({ query }) => {
      const groups = site.groups.map(({ groupId, name }) => ({ groupId, name }));
      return offsetPage(groups, query, { usual: 50, largest: 10 });
    },
  },
  {
    name: 'GET /rest/api/3/group/member',
    query: [...page, 'groupId', 'includeInactiveUsers'],
    needs: readsMembers,
    answer: ({ query }) => {
      const group = site.groups.find(({ groupId }) => groupId === query.get('groupId'));
      if (!group) throw new Refusal(404, { errorMessages: ['CANARY no such group'] });
      const isWanted = (user: JiraSite['users'][number]) =>
        group.members.includes(user.accountId) && (user.active || query.get('includeInactiveUsers') === 'true');
      return offsetPage(site.users.filter(isWanted), query, { usual: 50, largest: 12 });
    },
  },
  {
    name: 'GET /rest/api/3/project/search',
    query: [...page, 'status', 'expand'],
    needs: readsWork,
    answer: ({ query }) => {
      const expanded = (query.get('expand') ?? '').split(',');
      const rows = site.projects.map(({ lead, insight, description, ...project }) => ({
        ...project,
        ...(expanded.includes('lead') && { lead }),
        ...(expanded.includes('insight') && { insight }),
        ...(expanded.includes('description') && { description }),
      }));
      return offsetPage(rows, query, { usual: 50, largest: 100 });
    },
  },
  {
    name: 'GET /rest/api/3/search/jql',
    query: ['jql', 'fields', 'expand', 'nextPageToken', 'maxResults'],
    needs: readsWork,
    answer: ({ query }) => foundIssues(site.issues, query),
  },
  {
    name: 'GET /rest/api/3/issue/{id}/changelog',
    query: page,
    needs: readsWork,
    answer: (call) => offsetPage(issueOf(site, call).changes, call.query, { usual: 100, largest: 100 }),
  },
  {
    name: 'POST /rest/api/3/changelog/bulkfetch',
    needs: readsWork,
    answer: ({ request }) => changesOf(site.issues, JSON.parse(request.body)),
  },
  {
    name: 'GET /rest/api/3/issue/{id}/comment',
    query: [...page, 'orderBy'],
    needs: readsWork,
    answer: (call) => {
      const { values, isLast: _, ...rest } = offsetPage(issueOf(site, call).comments, call.query, usualPage);
      return { ...rest, comments: values };
    },
  },
  {
    name: 'GET /rest/api/3/issue/{id}/worklog',
    query: [...page, 'startedAfter', 'startedBefore'],
    needs: readsWork,
    answer: (call) => {
      const { values, isLast: _, ...rest } = offsetPage(issueOf(site, call).worklogs, call.query, usualPage);
      return { ...rest, worklogs: values };
    },
  },
  {
    name: 'GET /rest/api/3/worklog/updated',
    query: ['since'],
    needs: readsWork,
    answer: ({ query }) => updatedWorklogs(site.issues, Number(query.get('since') ?? 0)),
  },
  {
    name: 'POST /rest/api/3/worklog/list',
    needs: readsWork,
    answer: ({ request }) => {
      const { ids } = JSON.parse(request.body);
      const worklogs = site.issues.flatMap((issue) => issue.worklogs);
      return worklogs.filter(({ id }) => ids.includes(Number(id)));
    },
  },
];

const usualPage = { usual: 50, largest: 5_000 };

const issueOf = ({ issues }: JiraSite, { variables }: Call): JiraIssue => {
  const found = issues.find(({ id, key }) => id === variables['id'] || key === variables['id']);
  if (!found) throw new Refusal(404, { errorMessages: ['CANARY Issue does not exist'], errors: {} });
  return found;
};

const tokenAt = (index: number): string => Buffer.from(`jql:${index}`).toString('base64');

const indexOf = (token: string | null | undefined): number => {
  if (token === null || token === undefined) return 0;
  const index = Number(Buffer.from(token, 'base64').toString().replace(/^jql:/, ''));
  return Number.isInteger(index) && tokenAt(index) === token ? index : refuse('The token of the page is not valid.');
};

const foundIssues = (issues: readonly JiraIssue[], query: URLSearchParams): object => {
  const found = issues.filter(matches(query.get('jql') ?? refuse('Unbounded queries are not allowed here.')));
  const from = indexOf(query.get('nextPageToken'));
  const next = from + Math.min(Number(query.get('maxResults') ?? 50), 5_000);
  const wanted = query.getAll('fields').flatMap((names) => names.split(','));
  const isWhole = query.get('expand') === 'changelog';
  return {
    issues: found.slice(from, next).map(({ id, key, fields, changes }) => ({
      expand: 'CANARY',
      self: 'https://canary.example/CANARY',
      id,
      ...(wanted.length > 0 && { key, fields: Object.fromEntries(wanted.map((name) => [name, fields[name]])) }),
      ...(isWhole && { changelog: { startAt: 0, maxResults: 100, total: changes.length, histories: changes } }),
    })),
    ...(next < found.length && { nextPageToken: tokenAt(next) }),
    isLast: next >= found.length,
  };
};

interface BulkRequest {
  readonly issueIdsOrKeys: readonly string[];
  readonly fieldIds?: readonly string[];
  readonly nextPageToken?: string;
  readonly maxResults?: number;
}

const changesOf = (issues: readonly JiraIssue[], wanted: BulkRequest): object => {
  const { issueIdsOrKeys, fieldIds, nextPageToken, maxResults = 1_000 } = wanted;
  if (issueIdsOrKeys.length === 0 || issueIdsOrKeys.length > 1_000) refuse('From 1 to 1000 issues.');
  if (fieldIds && fieldIds.length > 10) refuse('No more than 10 fields.');
  const all = issues
    .filter(({ id, key }) => issueIdsOrKeys.includes(id) || issueIdsOrKeys.includes(key))
    .flatMap(({ id, changes }) => changes.map((change) => ({ issueId: id, change })))
    .filter(({ change }) => !fieldIds || change.items.some(({ fieldId }) => fieldIds.includes(String(fieldId))));
  const from = indexOf(nextPageToken);
  const rows = all.slice(from, from + maxResults);
  return {
    issueChangeLogs: [...new Set(rows.map(({ issueId }) => issueId))].map((issueId) => ({
      issueId,
      changeHistories: rows
        .filter((row) => row.issueId === issueId)
        // In bulk, times are numbers.
        .map(({ change }) => ({ ...change, created: millisecondsOf(change.created) })),
    })),
    nextPageToken: from + maxResults < all.length ? tokenAt(from + maxResults) : null,
  };
};
