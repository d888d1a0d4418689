import type { Config } from '../../config/config.ts';
import type { Connector } from '../../connectors/connector.ts';
import type { HandlerFiles } from '../bundle-cache.ts';

/** What a gateway that Terraform deploys is made from. */
export interface GatewayProps {
  /** The checked configuration, as `loadConfig` gives it. */
  readonly config: Config;
  /** The folder of the configuration file: paths in the configuration are relative to it. */
  readonly directory: string;
  /** @default - all connectors of this package */
  readonly connectors?: readonly Connector[];
  /**
   * A handler that is bundled already.
   *
   * @default - this package's handler, bundled now
   */
  readonly handler?: HandlerFiles;
}
