import type { SourceConfig } from '../../config/config.ts';
import { literal } from '../terraform/literal.ts';
import type { BuiltGateway } from './gateway-scope.ts';
import { azureNames } from './names.ts';

/**
 * Where the vendor calls a source: the URL of the configuration, or else the host name that its app has in the environment, whose domain
 * is known once the environment is made.
 */
export const publicUrl = (
  { config, deployment, environment }: Pick<BuiltGateway, 'config' | 'deployment' | 'environment'>,
  { name, source }: { readonly name: string; readonly source: Pick<SourceConfig, 'publicUrl'> },
): string => {
  if (source.publicUrl !== undefined) return literal(source.publicUrl);
  return `https://${azureNames(config.gateway, deployment).app(name)}.${environment.domain}`;
};
