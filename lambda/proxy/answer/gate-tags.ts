import type { Encoding } from './encode.ts';

/**
 * Turns entity tags of the source into tags of the gate and back (RFC 9110, section 8.8.3).
 *
 * What leaves depends on the source's answer, on the configuration, the key of the pseudonyms and the gate's own address, and on the
 * encoding. The gate's tag says all of it, so that a copy from before a change is never taken for a good one:
 * `W/"<the source's>~<fingerprint>[~<encoding>]"`. It is as weak or strong as the source's.
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

/**
 * The tags of one configuration.
 *
 * @param fingerprint of everything beside the source's answer that decides about the bytes; letters and digits
 * @example gateTags('k3x9').toVendor('W/"42"', 'br') // 'W/"42~k3x9~br"'
 */
export const gateTags = (fingerprint: string): GateTags => {
  const ours = new RegExp(`^(.*)~${fingerprint}(?:~(?:br|gzip|zstd))?$`, 's');

  const sourceTag = (tag: string): string | undefined => {
    const [, weak = '', opaque = ''] = tagPattern.exec(tag) ?? [];
    const [, original] = ours.exec(opaque) ?? [];
    return original === undefined ? undefined : `${weak}"${original}"`;
  };

  return {
    toVendor(tag, encoding) {
      const [whole, weak = '', opaque = ''] = tagPattern.exec(tag ?? '') ?? [];
      return whole === undefined ? undefined : `${weak}"${opaque}~${fingerprint}${encoding ? `~${encoding}` : ''}"`;
    },
    toSource: (list) => (list.match(tagsInList) ?? []).flatMap((tag) => sourceTag(tag) ?? []).join(', '),
    sentFor(tag, list) {
      const sent = list?.match(tagsInList) ?? [];
      const weakly = (each: string | undefined) => each?.replace(/^W\//, '');
      return sent.find((each) => tag !== undefined && weakly(sourceTag(each)) === weakly(tag));
    },
  };
};
