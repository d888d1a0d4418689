import { publicUrl } from '../../stacks/gcp/public-url.ts';
import { outputName } from '../../stacks/output-name.ts';
import type { ConfiguredSync } from '../configured-sync.ts';
import type { HostName } from '../host-name.ts';
import { defaultPort } from '../options.ts';

/** Where a sync is called on a host, in words: an address if it is known before it is deployed, or else the output that says it. */
export const syncUrl = ({ name, config }: Pick<ConfiguredSync, 'name' | 'config'>, host: HostName): string => {
  const { gateway, deploy } = config;
  if (host === 'local') return `http://127.0.0.1:${defaultPort}/${name}`;
  if (host === 'gcp' && deploy.gcp) return publicUrl({ gateway, name, source: {}, deployment: deploy.gcp });
  return `<output ${outputName(name)}Url>`;
};
