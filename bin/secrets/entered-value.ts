import { CommandError, exitCode } from '../exit-code.ts';

/**
 * A value as somebody has typed, pasted or piped it. The line feed at the end of a single line belongs to the line and not to the
 * value; keys, certificates and JSON files keep theirs.
 *
 * @throws CommandError if it is nothing, or no text
 */
export const enteredValue = (text: string): string => {
  const value = withoutMark(text).replace(/^([^\n]*?)\r?\n$/, '$1');
  if (value.trim() === '') throw refused('there is nothing in it');
  if (value.includes('\0') || value.includes('\ufffd')) throw refused('it is no text (UTF-8)');
  if (isOneLine(value) || isMany(value)) return value;
  throw refused('it has several lines, which only keys, certificates (PEM) and JSON files have');
};

/** What may be worth a second look, in a sentence that repeats nothing of it. */
export const doubtAbout = (value: string): string | undefined =>
  isOneLine(value) && value !== value.trim()
    ? 'it begins or ends with a blank; if that was not meant, enter it again'
    : undefined;

/** Whether what was pasted so far is all of it: a key ends with its last line, a JSON file with its last brace. */
export const isWholeValue = (pasted: string): boolean => {
  const text = withoutMark(pasted);
  if (text.startsWith(pemStart)) return /-----END [^\n]+-----\s*$/.test(text);
  // A password may begin with a brace; a file has nothing else in its first line.
  return /^\{[ \t]*(\n|$)/.test(text) ? isJson(text) : true;
};

const pemStart = '-----BEGIN ';

/** Editors of Windows begin files with a byte order mark. */
const withoutMark = (text: string): string => text.replace(/^\ufeff/, '');

const isOneLine = (value: string): boolean => !/[\r\n]/.test(value);
const isMany = (value: string): boolean => value.includes(pemStart) || isJson(value);

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const refused = (problem: string): CommandError =>
  new CommandError(exitCode.usage, `The value was not stored: ${problem}.`);
