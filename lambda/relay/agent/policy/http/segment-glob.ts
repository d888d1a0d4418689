/** Whether a text is one that a glob stands for: `*` is one character or more. */
export type SegmentGlob = (text: string) => boolean;

/**
 * Compiles a glob without regular expressions, whose time would grow with the power of its stars.
 *
 * @example segmentGlob('user-*.json')('user-7.json') // true
 */
export const segmentGlob = (glob: string): SegmentGlob => {
  const [head = '', ...rest] = glob.split('*');
  const tail = rest.pop();
  if (tail === undefined) return (text) => text === glob;
  return (text) => {
    if (!text.startsWith(head)) return false;
    let at = head.length;
    for (const part of rest) {
      const found = text.indexOf(part, at + 1);
      if (found < 0) return false;
      at = found + part.length;
    }
    return text.length - tail.length > at && text.endsWith(tail);
  };
};
