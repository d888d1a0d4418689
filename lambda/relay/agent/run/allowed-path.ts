import { PolicyRefusal } from '../policy/policy-refusal.ts';

/**
 * The file that a connector opens under a name, if it is one that the rules were asked about.
 *
 * @throws PolicyRefusal
 */
export const allowedPath = (paths: ReadonlyMap<string, string>, location: string): string => {
  const path = paths.get(location);
  if (path !== undefined) return path;
  throw new PolicyRefusal('a file is to be opened that no rule was asked about', 'Write a file rule.');
};
