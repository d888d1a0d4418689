import * as z from 'zod';

const below = String.raw`(?!/)(?!(?:.*/)?\.\.(?:/|$))(?![A-Za-z][A-Za-z0-9+.-]*:)[^\\\0]+`;

/** Clouds that have an object store. */
export type ObjectCloud = 'aws' | 'gcp' | 'azure';

/** How an object is named in the store of each cloud. */
export const objectForms: Readonly<Record<ObjectCloud, string>> = {
  aws: 's3://<bucket>/<key>',
  gcp: 'gs://<bucket>/<object>',
  azure: 'https://<account>.blob.core.windows.net/<container>/<blob>',
};

const patterns: Readonly<Record<ObjectCloud, string>> = {
  aws: 's3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/.+',
  gcp: 'gs://[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]/.+',
  azure: String.raw`https://[a-z0-9]{3,24}\.blob\.core\.windows\.net/[a-z0-9](?:-?[a-z0-9]){2,62}/[^?#]+`,
};
const object = Object.values(patterns).join('|');

/** A file that travels with the handler: a path below the folder of the configuration, such as `./data/people.csv`. */
export const localPath = z
  .string()
  .regex(new RegExp(`^${below}$`), 'write a path below the folder of the configuration, such as ./data/people.csv');

/** A local file, or an object of the store of the cloud that the gateway runs in. */
export const location = z
  .string()
  .regex(
    new RegExp(`^(?:${object}|${below})$`),
    'write a path below the folder of the configuration, such as ./data/people.csv, or an object of the cloud that the gateway runs in: ' +
      `${Object.values(objectForms).join(', ')}`,
  );

/** Whose object a location is; `undefined` for a local file. */
export const objectCloud = (place: string): ObjectCloud | undefined => {
  if (place.startsWith('s3://')) return 'aws';
  if (place.startsWith('gs://')) return 'gcp';
  return place.startsWith('https://') ? 'azure' : undefined;
};

/** Whether a location is an object of a cloud's object store, and not a local file. */
export const isObject = (place: string): boolean => objectCloud(place) !== undefined;
