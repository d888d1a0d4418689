import { checkObjectCloud } from '../check-object-cloud.ts';

/**
 * The containers that the objects of a source are in, each once, as `<account>/<container>`.
 *
 * Who may read them the customer says: Azure gives roles by resource ids, which the location of an object does not tell.
 *
 * @param objects `https://<account>.blob.core.windows.net/<container>/<blob>` each
 * @throws DeploymentError `object-malformed`
 */
export const objectContainers = (objects: readonly string[]): readonly string[] => {
  for (const object of objects) checkObjectCloud(object, 'azure');
  const containers = objects.map((object) => {
    const { hostname, pathname } = new URL(object);
    return `${hostname.split('.')[0]}/${pathname.split('/')[1]}`;
  });
  return [...new Set(containers)];
};
