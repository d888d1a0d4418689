import { oneLine, yamlLines } from '../shapes/yaml-lines.ts';
import { yamlKey } from '../shapes/yaml-text.ts';
import type { NewSource } from './source-answers.ts';

/** The lines of a new source, with a comment that says where there is more about it. */
export const sourceLines = ({ name, connector, settings }: NewSource, indent: number): readonly string[] => {
  const space = ' '.repeat(indent);
  return [
    `${space}# ${oneLine(connector.title)}. What is read and what leaves: sallyport connectors ${connector.name}`,
    `${space}# What its administrator does: sallyport guide ${name}`,
    `${space}${yamlKey(name)}:`,
    ...Object.entries(settings).flatMap(([key, value]) => yamlLines(key, value, indent + 2)),
  ];
};
