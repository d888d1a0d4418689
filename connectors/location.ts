import * as z from 'zod';

const below = String.raw`(?!/)(?!(?:.*/)?\.\.(?:/|$))(?![A-Za-z][A-Za-z0-9+.-]*:)[^\\\0]+`;
const object = 's3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/.+';

/** A file that travels with the handler: a path below the folder of the configuration, such as `./data/people.csv`. */
export const localPath = z
  .string()
  .regex(new RegExp(`^${below}$`), 'write a path below the folder of the configuration, such as ./data/people.csv');

/** A local file, or an object of the host's object store. */
export const location = z
  .string()
  .regex(
    new RegExp(`^(?:${object}|${below})$`),
    'write a path below the folder of the configuration, such as ./data/people.csv, or an object, such as s3://bucket/people.csv',
  );

/** Whether a location is an object of the host's object store, and not a local file. */
export const isObject = (place: string): boolean => place.startsWith('s3://');
