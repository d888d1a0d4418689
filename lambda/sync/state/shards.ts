import { createHash } from 'node:crypto';

/** What is kept of users lies in so many parts: a change of one is not a write of all. */
const count = 64;

/** In which part a user is. */
export const shardOf = (key: string): number => createHash('sha256').update(key).digest()[0]! % count;

/** The names of the parts below a folder, in their order. */
export const shardNames = (folder: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${folder}/${index.toString().padStart(2, '0')}`);
