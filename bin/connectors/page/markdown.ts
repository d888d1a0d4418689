/** A heading and what stands under it; nothing if there is nothing. */
export const section = (title: string, text: string): readonly string[] => (text === '' ? [] : [`## ${title}`, text]);

/** Text as code, whatever is in it. */
export const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

/** A link, with the address as its text unless there is another one. */
export const webLink = (address: string, text?: string): string =>
  text === undefined ? `<${address}>` : `[${text}](${address})`;

/** A table. Bars in cells do not end them. */
export const markdownTable = (titles: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(titles), `|${titles.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
};
