import { Refusal } from '../stand-in.ts';
import type { JiraIssue } from './jira-issues.ts';

/** What Jira says to a request that it does not understand. */
export const refuse = (message: string): never => {
  throw new Refusal(400, { errorMessages: [`CANARY ${message}`], errors: {} });
};

/** A part of JQL: projects, and limits of the times when issues were made or changed. */
export const matches = (jql: string): ((issue: JiraIssue) => boolean) => {
  const [condition = ''] = jql.split(' ORDER BY ');
  const tests = condition.split(' AND ').map((clause): ((issue: JiraIssue) => boolean) => {
    const [, field, sign, value = ''] = /^(\w+) (=|in|>=?|<=?) "?(.+?)"?$/.exec(clause) ?? [];
    if (field === 'project') {
      const projects = value.replaceAll(/[() ]/g, '').split(',');
      return ({ project }) => projects.includes(project);
    }
    if ((field !== 'updated' && field !== 'created') || !sign) return refuse(`The query has a clause: ${clause}`);
    const limit = value.replace(' ', 'T');
    return ({ fields }) => {
      const time = fields[field].slice(0, limit.length);
      return sign.startsWith('>') ? time > limit || (sign === '>=' && time === limit) : time < limit;
    };
  });
  return (issue) => tests.every((test) => test(issue));
};
