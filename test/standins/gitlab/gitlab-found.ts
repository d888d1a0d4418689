import type { StandInAnswer } from '../stand-in.ts';
import type { Call } from '../strict-routes.ts';
import type { GitLabInstallation } from './gitlab-group.ts';
import { gitlabPage } from './gitlab-page.ts';
import { gitlabNotFound } from './gitlab-refusal.ts';

/** What the path of a call names, and lists that are below it. */
export const gitlabFound = ({ top, groups, projects }: GitLabInstallation, host: string) => {
  const isTop = ({ variables }: Call): void => {
    if (variables['id'] !== String(top.id)) gitlabNotFound('Group');
  };
  const groupOf = ({ variables }: Call) =>
    [top, ...groups].find(({ id }) => String(id) === variables['id']) ?? gitlabNotFound('Group');
  const projectOf = ({ variables }: Call) =>
    projects.find(({ id }) => String(id) === variables['id']) ?? gitlabNotFound('Project');
  const ofTop =
    (rows: (call: Call) => readonly unknown[]) =>
    (call: Call): StandInAnswer => {
      isTop(call);
      return gitlabPage(host, call, rows(call));
    };
  const ofProject =
    (rows: (call: Call) => readonly unknown[]) =>
    (call: Call): StandInAnswer => {
      projectOf(call);
      return gitlabPage(host, call, rows(call));
    };
  return { groupOf, projectOf, ofTop, ofProject };
};
