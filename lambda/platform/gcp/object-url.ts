/**
 * The address of an object in the XML API of Cloud Storage (docs.cloud.google.com/storage/docs/request-endpoints#encoding).
 *
 * @param name as it is called; `/` in it stays
 * @example objectUrl('acme-exports', '2026/people & teams.csv') // 'https://storage.googleapis.com/acme-exports/2026/people%20%26%20teams.csv'
 */
export const objectUrl = (bucket: string, name: string): string =>
  `https://storage.googleapis.com/${encodeURIComponent(bucket)}/${name.split('/').map(encodeURIComponent).join('/')}`;
