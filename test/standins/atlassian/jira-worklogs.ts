import type { JiraIssue } from './jira-issues.ts';

/** A time as Jira writes it, in milliseconds since 1970. */
export const millisecondsOf = (text: string): number => Date.parse(text.replace(/(\d\d)$/, ':$1'));

/** The ids of worklogs that were changed since then, 1000 at once. */
export const updatedWorklogs = (issues: readonly JiraIssue[], since: number): object => {
  const all = issues
    .flatMap(({ worklogs }) => worklogs)
    .map(({ id, updated }) => ({ worklogId: Number(id), updatedTime: millisecondsOf(updated), properties: ['CANARY'] }))
    .filter(({ updatedTime }) => updatedTime > since)
    .toSorted((a, b) => a.updatedTime - b.updatedTime);
  const values = all.slice(0, 1_000);
  return {
    values,
    since,
    until: values.at(-1)?.updatedTime ?? since,
    self: 'https://canary.example/CANARY',
    nextPage: 'https://canary.example/CANARY?since=1',
    lastPage: values.length === all.length,
  };
};
