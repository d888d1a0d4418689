import { createHash } from 'node:crypto';

/** What a name may look like where it is used. */
export interface NameRule {
  /** The most characters it may have. */
  readonly length: number;
  /** The fewest it may have. @default - one */
  readonly minimum?: number;
  /** Between parts, and in place of every hyphen in them; empty where a name has letters and digits only. @default '-' */
  readonly separator?: string;
  /**
   * What else tells it from names of others, where names are the whole world's: project or subscription. Such a name always ends with
   * a hash.
   *
   * @default - none: only a name that does not fit has a hash
   */
  readonly within?: string;
}

const hashLength = 8;

/**
 * The parts as one name. If they do not fit, or lose what tells them apart, the name is cut and ends with 8 hexadecimal digits of a hash
 * of all of them, so that the same parts always give the same name and other parts another.
 *
 * @param parts lower-case letters, digits and single hyphens, the first one beginning with a letter
 * @example
 * shortName(['acme', 'people'], { length: 49 })                              // acme-people
 * shortName(['acme', 'people'], { length: 63, within: 'acme-gateway' })      // acme-people-<hash>
 * shortName(['acme', 'people'], { length: 24, separator: '', within: '…' })  // acmepeople<hash>
 */
export const shortName = (
  parts: readonly string[],
  { length, minimum = 1, separator = '-', within }: NameRule,
): string => {
  const written = parts.join('-');
  const name = written.replaceAll('-', separator);
  const isKept = within === undefined && name === written && name.length >= minimum && name.length <= length;
  if (isKept) return name;
  const hash = createHash('sha256')
    .update([...parts, ...(within === undefined ? [] : [within])].join('\0'))
    .digest('hex')
    .slice(0, hashLength);
  const room = length - separator.length - hashLength;
  return `${name.slice(0, room).replace(/[^a-z0-9]+$/, '')}${separator}${hash}`;
};
