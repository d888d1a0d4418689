import type { Config } from '../../config/config.ts';
import { fetchAnswer } from '../preview/fetch-answer.ts';
import { openSource } from '../preview/opened-source.ts';
import { previewAnswer } from '../preview/preview-answer.ts';
import { printedPreview } from '../preview/printed-preview.ts';

/** Which answer is shown. */
export interface ShownAnswer {
  readonly config: Config;
  /** The configuration file. */
  readonly file: string;
  readonly source: string;
  /** Path and query of an endpoint that only reads. */
  readonly path: string;
  /** Of the terminal. */
  readonly width: number;
  readonly isColored: boolean;
}

/**
 * One answer of a source as it is, beside what the vendor gets of it; the first of each of its lists.
 *
 * @throws what `fetchAnswer` throws
 */
export const beforeAndAfter = async (shown: ShownAnswer, signal: AbortSignal): Promise<string> => {
  const { config, file, source: name, path, width, isColored } = shown;
  const source = openSource({ config, file, name, isLocal: true });
  const answer = await fetchAnswer(source, { target: path }, signal);
  const { preview } = await previewAnswer(source, answer, 1);
  return `What became of that answer of ${name} on its way:\n${printedPreview(preview, answer.bytes.length, { width, isColored })}`;
};
