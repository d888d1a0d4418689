/**
 * A word as a shell takes it.
 *
 * @example shellWord('my file') // "'my file'"
 */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
