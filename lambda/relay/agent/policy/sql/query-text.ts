/** What is kept as it is: strings, quoted names and comments, in the forms of all dialects. */
const kept =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$/g;

/**
 * The form in which queries are compared: white space outside of quotes and comments is one blank each. Where a dialect reads quotes in another way,
 * two queries could be taken as one that are not; what is run is the one of the agent's own file, so that nobody gains by it.
 *
 * @example queryText("select  a\n from t where b = 'x  y'") // "select a from t where b = 'x  y'"
 */
export const queryText = (query: string): string => {
  let text = '';
  let from = 0;
  for (const match of query.matchAll(kept)) {
    text += blanked(query.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return (text + blanked(query.slice(from))).trim();
};

const blanked = (text: string): string => text.replace(/\s+/g, ' ');
