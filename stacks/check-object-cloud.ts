import { type ObjectCloud, objectCloud, objectForms } from '../connectors/location.ts';
import { DeploymentError } from './deployment-error.ts';

/**
 * Checks that an object lies where its gateway does: no identity of one cloud is known to the store of another.
 *
 * @throws DeploymentError `object-malformed`
 */
export const checkObjectCloud = (object: string, cloud: ObjectCloud): void => {
  if (objectCloud(object) === cloud) return;
  throw new DeploymentError(
    'object-malformed',
    `${object} lies in another cloud than this gateway, which can prove itself to its own alone. Copy the object, and write ` +
      `${objectForms[cloud]}; or deploy a gateway with its source there.`,
  );
};
