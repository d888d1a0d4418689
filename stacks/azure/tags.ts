import type { Config } from '../../config/config.ts';

/** The tags of what all sources of a gateway share. Ours come last: nobody can put a gateway's things under another's name. */
export const gatewayTags = ({ gateway, tags }: Config): Record<string, string> => ({ ...tags, gateway });

/** The tags of what belongs to one sync. */
export const syncTags = (config: Config, sync: string): Record<string, string> => ({ ...gatewayTags(config), sync });

/** The tags of what belongs to one source. */
export const sourceTags = (config: Config, source: string): Record<string, string> => ({
  ...gatewayTags(config),
  source,
});
