import type { GcpDeployment, SourceConfig } from '../../config/config.ts';
import { serviceName } from './service-name.ts';

/** What the URL of a source is made from. */
export interface ServedSource {
  readonly gateway: string;
  readonly name: string;
  readonly source: Pick<SourceConfig, 'publicUrl'>;
  readonly deployment: GcpDeployment;
}

/**
 * Where the vendor calls a source: the URL of the configuration, or else the one that Cloud Run gives a service by its name and the number of
 * its project, which is known before the service exists (docs.cloud.google.com/run/docs/triggering/https-request#deterministic).
 */
export const publicUrl = ({ gateway, name, source, deployment }: ServedSource): string =>
  source.publicUrl ?? `https://${serviceName(gateway, name)}-${deployment.projectNumber}.${deployment.region}.run.app`;
