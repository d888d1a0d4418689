import { shortName } from '../terraform/short-name.ts';

/** Cloud Run takes 49 characters (docs.cloud.google.com/run/docs/reference/rest/v2/projects.locations.services/create, serviceId). */
const length = 49;

/** The name of a source's service on Cloud Run. */
export const serviceName = (gateway: string, source: string): string => shortName([gateway, source], { length });
