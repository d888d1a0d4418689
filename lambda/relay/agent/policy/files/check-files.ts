import { type FileOptions, fileOptions } from '../../../../../connectors/file/options.ts';
import { PolicyRefusal } from '../policy-refusal.ts';
import type { FileRule } from './file-rule.ts';
import { findFile } from './find-file.ts';

/** An import of files that rules allow. */
export interface AllowedFiles {
  readonly options: FileOptions;
  /** By how the options call them: absolute paths. */
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * Finds the rules that allow an import of files, each of which is looked at by itself.
 *
 * @throws PolicyRefusal
 */
export const checkFiles = (rules: readonly FileRule[], written: unknown): AllowedFiles => {
  const { success, data: options } = fileOptions.safeParse(written);
  if (!success)
    throw new PolicyRefusal(
      'the options are none of a source of kind file',
      'Deploy the gate and the agent in the same version.',
    );
  const paths = new Map(options.files.map(({ path }) => [path, findFile(rules, path).path]));
  return { options, paths };
};
