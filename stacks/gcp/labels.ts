import type { Config } from '../../config/config.ts';

/** Labels of everything that the gateway has for all its sources: the configuration's own, and whose it is. */
export const gatewayLabels = ({ tags, gateway }: Config): Record<string, string> => ({ ...tags, gateway });

/** Labels of everything that one sync has. */
export const syncLabels = (config: Config, sync: string): Record<string, string> => ({
  ...gatewayLabels(config),
  sync,
});

/** Labels of everything that one source has. */
export const sourceLabels = (config: Config, source: string): Record<string, string> => ({
  ...gatewayLabels(config),
  source,
});
