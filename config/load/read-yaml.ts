import { isMap, LineCounter, parseDocument } from 'yaml';
import type { Problem } from '../config-error.ts';
import { ConfigDocument } from './config-document.ts';
import { configurationKind, type FileKind, maximumBytes, tooLarge } from './file-kind.ts';
import { plainYamlProblems } from './plain-yaml.ts';
import { yamlErrors } from './yaml-errors.ts';

/** What could be read: no document if the text has no structure to check; problems of the text itself. */
export interface YamlReading {
  readonly document?: ConfigDocument;
  readonly problems: readonly Problem[];
}

/** Control characters, and those that turn the direction of writing: what a reviewer sees would not be what is there. */
const hidden = /(?![\t\n\r])[\p{Cc}\p{Bidi_Control}]/gu;

/** Reads the text of a configuration as one plain YAML 1.2 document whose top is a map. JSON is YAML too. */
export const readYaml = (text: string, file: string, kind: FileKind = configurationKind): YamlReading => {
  if (Buffer.byteLength(text) > maximumBytes(kind)) return { problems: [tooLarge(file, kind)] };

  const lines = new LineCounter();
  // Aliases, anchors, tags and double keys are refused below, with better words than the parser's.
  const yaml = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
    schema: 'core',
    merge: false,
    logLevel: 'error',
  });
  const problemAt = (offset: number, what: string, remedy: string, path = ''): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, path, what, remedy };
  };

  const characters = [...text.matchAll(hidden)].map(({ index, 0: character }) =>
    problemAt(
      index,
      `an invisible character (U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}) stands here`,
      'Remove it.',
    ),
  );
  const broken = [...characters, ...yamlErrors(yaml.errors, problemAt)];
  if (broken.length > 0) return { problems: broken };

  const { contents } = yaml;
  if (contents === null || !isMap(contents)) {
    const what = contents === null ? 'the file is empty' : 'the file must be a map at its top (key: value, one a line)';
    return { problems: [problemAt(contents?.range?.[0] ?? 0, what, kind.beginning)] };
  }

  const { problems, hasAliases } = plainYamlProblems(contents, problemAt);
  return hasAliases ? { problems } : { problems, document: new ConfigDocument(contents, problemAt) };
};
