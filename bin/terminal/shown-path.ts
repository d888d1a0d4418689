import { relative } from 'node:path';

/** A path as short as it can be: below the working directory, from there on. */
export const shownPath = (path: string): string => {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
};
