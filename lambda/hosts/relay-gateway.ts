import type { Gateway } from '../gateway.ts';
import type { Platform } from '../platform/platform.ts';
import { createRelay } from '../relay/create-relay.ts';
import { readRelayDocument } from './relay-document.ts';

/** The relay in the place of a source, where its document lies beside the handler. It has no jobs. */
export interface RelayGateway {
  readonly gateway: Gateway;
  /** Name of the gateway, for the log. */
  readonly audit: Readonly<Record<string, string>>;
  /** Throws RangeError: there is no job of any name. */
  noJob(): Promise<never>;
}

/**
 * Opens the relay of a handler. Nothing of the cloud is asked before the first call.
 *
 * @param directory of the handler
 * @throws Error that says what to do
 */
export const openRelayGateway = (directory: string, platform: Platform): RelayGateway => {
  const document = readRelayDocument(directory);
  const relay = createRelay({ document, platform });
  return {
    gateway: (request, { target = '', publicUrl }) => relay(request, { target, publicUrl }),
    audit: { gateway: document.gateway, source: 'relay' },
    noJob: async () => {
      throw new RangeError('the relay has no jobs');
    },
  };
};
