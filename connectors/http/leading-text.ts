/**
 * Reads a text that stands at the beginning of a JSON document, before all of it has come: a member of the top that only texts, numbers,
 * truth values and nulls stand before.
 *
 * @returns a function that gives the text, or `undefined` if it does not stand there, or not yet
 * @example leadingText('@odata.nextLink')('{"@odata.context":"…","@odata.nextLink":"https://…","value":[{"id":') // 'https://…'
 */
export const leadingText = (member: string): ((beginning: string) => string | undefined) => {
  const name = JSON.stringify(member).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const pattern = new RegExp(
    `^\\s*\\{(?:\\s*${text}\\s*:\\s*(?:${text}|[-+.\\w]+)\\s*,)*?\\s*${name}\\s*:\\s*(${text})`,
  );
  return (beginning) => {
    const found = pattern.exec(beginning)?.[1];
    return found === undefined ? undefined : (JSON.parse(found) as string);
  };
};

/** A text as JSON writes it; what it holds is not looked at twice, so that no answer makes this slow. */
const text = String.raw`"(?:[^"\\\x00-\x1f]|\\.)*"`;
