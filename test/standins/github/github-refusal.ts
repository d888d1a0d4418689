import { Refusal } from '../stand-in.ts';

/** An error as GitHub's documentation has it. */
export const refuseGitHub = (
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): never => {
  const documentation_url = 'https://docs.github.com/rest';
  throw new Refusal(status, { message, documentation_url, status: String(status) }, headers);
};

export const githubNotFound = (): never => refuseGitHub(404, 'Not Found');
