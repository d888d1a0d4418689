import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { HandlerFiles } from './bundle-cache.ts';
import { type PackagedSource, sourceText } from './source-package.ts';

/**
 * What a deployed source says of itself: variables of its environment. `sallyport doctor` compares them with what a deployment would write now. They
 * prove nothing to the handler: what runs on Google Cloud and Azure is proved by the digest of the whole package, and on AWS by Lambda.
 */
export interface Digests {
  /** SHA-256 of `source.json` (`relay.json` of the relay), in hexadecimal digits. */
  readonly SALLYPORT_CONFIGURATION_SHA256: string;
  /** SHA-256 of the handler's files, with their names. */
  readonly SALLYPORT_HANDLER_SHA256: string;
}

/**
 * Makes the digests of sources. The handler is hashed once for all of them.
 *
 * @example const { SALLYPORT_HANDLER_SHA256 } = sourceDigests(bundleHandlerOnce('aws'))({ config, name, hosts: requirements.hosts })
 */
export const sourceDigests = (handler: HandlerFiles): ((source: PackagedSource) => Digests) => {
  const digestsOf = documentDigests(handler);
  return (source) => digestsOf(sourceText(source));
};

/**
 * The same for the text of any document that lies beside the handler: that of the relay, for one.
 *
 * @example documentDigests(handler)(relayText(config))
 */
export const documentDigests = (handler: HandlerFiles): ((text: string) => Digests) => {
  const ofHandler = handlerDigest(handler);
  return (text) => ({
    SALLYPORT_CONFIGURATION_SHA256: createHash('sha256').update(text).digest('hex'),
    SALLYPORT_HANDLER_SHA256: ofHandler,
  });
};

/** Of what is packaged: source maps stay behind. Each file with its name and its length, so that no other files give the same. */
const handlerDigest = (handler: HandlerFiles): string => {
  const files = new Map(handler.map(({ path, contents }) => [basename(path), contents]));
  const hash = createHash('sha256');
  for (const name of [...files.keys()].filter((path) => !path.endsWith('.map')).sort()) {
    const contents = files.get(name)!;
    hash.update(`${name}\0${contents.length}\0`).update(contents);
  }
  return hash.digest('hex');
};
