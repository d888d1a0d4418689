/** A token for storage is sent to storage alone: of the public cloud, and of those of China and of the US government. */
const container =
  /^https:\/\/[a-z0-9]{3,24}\.blob\.core\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)\/(\$root|[a-z0-9][a-z0-9-]{2,62})$/;

/** Whether this is the URL of a container in Azure's blob storage. */
export const isContainer = (url: string): boolean => container.test(url);

/**
 * The URL of a blob (learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata).
 *
 * @param name as it is called; `/` in it stays
 */
export const blobUrl = (container: string, name: string): string =>
  `${container}/${name.split('/').map(encodeURIComponent).join('/')}`;
