import type { Encoding } from './encode.ts';
import type { TagSeal } from './tag-seal.ts';

/**
 * Turns entity tags of the source into tags of the gate and back (RFC 9110, section 8.8.3).
 *
 * What leaves depends on the source's answer, on the configuration, the key of the pseudonyms and the gate's own address, and on the
 * encoding. The gate's tag says all of it, so that a copy from before a change is never taken for a good one:
 * `W/"<the source's, sealed>[~<encoding>]"`, with a seal that is good for one configuration, key and address. It is as weak or
 * strong as the source's.
 */
export interface GateTags {
  /** The gate's tag for a source's; `undefined` if that is none. */
  toVendor(tag: string | undefined, encoding: Encoding | undefined): string | undefined;
  /** The source's tags out of a list of the gate's; those of another configuration are left out. Empty if there are none. */
  toSource(list: string): string;
  /** Of a list of the gate's tags, the one that stands for this tag of the source: the answer 304 tells it again. */
  sentFor(tag: string | undefined, list: string | undefined): string | undefined;
}

const tagPattern = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;
const tagsInList = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

const sealed = /^(.*?)(?:~(?:br|gzip|zstd))?$/s;

/**
 * The tags of one configuration.
 *
 * @param seal good for everything beside the source's answer that decides about the bytes
 * @example gateTags(seal).toVendor('W/"42"', 'br') // 'W/"3q2-…~br"'
 */
export const gateTags = (seal: TagSeal): GateTags => {
  const sourceTag = (tag: string): string | undefined => {
    const [, weak = '', opaque = ''] = tagPattern.exec(tag) ?? [];
    const original = seal.open(sealed.exec(opaque)?.[1] ?? '');
    return original === undefined ? undefined : `${weak}"${original}"`;
  };

  return {
    toVendor(tag, encoding) {
      const [whole, weak = '', opaque = ''] = tagPattern.exec(tag ?? '') ?? [];
      return whole === undefined ? undefined : `${weak}"${seal.close(opaque)}${encoding ? `~${encoding}` : ''}"`;
    },
    toSource: (list) => (list.match(tagsInList) ?? []).flatMap((tag) => sourceTag(tag) ?? []).join(', '),
    sentFor(tag, list) {
      const sent = list?.match(tagsInList) ?? [];
      const weakly = (each: string | undefined) => each?.replace(/^W\//, '');
      return sent.find((each) => tag !== undefined && weakly(sourceTag(each)) === weakly(tag));
    },
  };
};
