import { Refusal } from '../stand-in.ts';

/** An error, as GitLab has it. */
export const refuseGitLab = (status: number, body: object): never => {
  throw new Refusal(status, body);
};
export const gitlabNotFound = (what: string): never => refuseGitLab(404, { message: `404 ${what} Not Found` });
