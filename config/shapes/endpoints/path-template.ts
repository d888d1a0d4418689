/**
 * The variables of a path, in their order.
 *
 * @example variablesOf('/tickets/{number}/comments') // ['number']
 */
export const variablesOf = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name!);

/** The path with all of its variables named alike: two of the same form mean the same requests. */
export const templateForm = (path: string): string => path.replaceAll(/\{[^{}]*\}/g, '{}');

/**
 * What is wrong with a path, and what to write instead; `undefined` if it is right.
 *
 * It is made of segments of literal text and variables (RFC 6570, level 1). The text is letters and what else stands in a path without
 * escapes (RFC 3986, section 3.3), but for `;`, which some servers read as the beginning of parameters.
 */
export const templateProblem = (path: string): readonly [what: string, remedy: string] | undefined => {
  const bare = path.replaceAll(/\{[^{}]*\}/g, '');
  if (/[{}]/.test(bare)) return ['has a brace that is not closed or not opened', 'Write variables as {name}.'];
  if (/[?#]/.test(bare)) return ['has a query or fragment', 'Name the parameters of the query under query.'];
  if (bare.includes('%')) return ['has an escape (%)', 'Write the character itself; the gate escapes it.'];
  if (!/^[\p{L}\p{M}\p{N}._~!$&'()*+,=:@/-]*$/u.test(bare))
    return ['has a character that can not stand in a path', "Letters, digits and -._~!$&'()*+,=:@ can."];
  for (const name of variablesOf(path)) {
    if (!/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name))
      return ['has a variable without a proper name', 'Write letters, digits and _ between the braces: {number}.'];
  }
  const names = variablesOf(path);
  if (new Set(names).size < names.length) return ['has a variable twice', 'Give each a name of its own.'];
  if (path.includes('}{')) return ['has two variables with nothing in between', 'Write the text that parts them.'];
  const segments = path.split('/').slice(1);
  if (segments.some((segment) => segment === '.' || segment === '..'))
    return ['has a segment that leads elsewhere (. or ..)', 'Write the path that it leads to.'];
  if (segments.some((segment, index) => segment === '' && index < segments.length - 1))
    return ['has an empty segment (//)', 'Write one slash.'];
  return undefined;
};
