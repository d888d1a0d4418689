import stringWidth from 'string-width';

/**
 * Cuts text to so many columns of a terminal; letters that belong together stay together.
 *
 * @example fitted('Amsterdam', 5) // 'Amst…'
 */
export const fitted = (text: string, width: number): string => {
  if (stringWidth(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += stringWidth(segment);
    if (used > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
};
