import type { Config } from '../../config/config.ts';
import type { CloudHost } from '../form-text.ts';
import { publicUrl } from '../gcp/public-url.ts';
import { outputName } from '../output-name.ts';

/** Where a source is called on a host: its URL if that is known before it is deployed, or else the output that says it. */
export const sourceUrl = (
  { gateway, sources, deploy }: Config,
  host: CloudHost,
  name: string,
): { readonly url: string } | { readonly output: string } => {
  const source = sources[name]!;
  if (source.publicUrl !== undefined) return { url: source.publicUrl };
  if (host === 'gcp' && deploy.gcp) return { url: publicUrl({ gateway, name, source, deployment: deploy.gcp }) };
  return { output: `${outputName(name)}Url` };
};
