const segment = /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/;

/** Half of what a key of S3 may have (1,024 bytes), so that every host's store takes it. */
const longest = 512;

/**
 * Checks the name of something in a state store: letters, digits, `-`, `_` and `.`, in parts with `/` between them. Case counts.
 *
 * @throws RangeError for anything else, such as `a//b` or `../a`
 * @example stateName('tokens/oauth.lease')
 */
export const stateName = (name: string): string => {
  if (name.length <= longest && name.split('/').every((part) => segment.test(part))) return name;
  throw new RangeError('the name of a state has letters, digits, "-", "_" and ".", in parts with "/" between them');
};
