import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of the README. */
export interface Block {
  /** The word after the fence: `sh`, `yaml`, `ts`, or nothing for a drawing. */
  readonly language: string;
  readonly text: string;
}

/** The top folder of the repository. */
export const root = join(import.meta.dirname, '..');

/** All fenced blocks of a document at the top of the repository, in its order. */
export const blocksOf = (document: string): readonly Block[] =>
  [...readFileSync(join(root, document), 'utf8').matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text]) => ({
    language: language!,
    text: text!,
  }));

/** The commands of a document's `sh` blocks, a line each. */
export const commandsOf = (document: string): readonly string[] =>
  blocksOf(document)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'));
