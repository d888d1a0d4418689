import type { WrittenFileRule } from '../schema/file-rule-schema.ts';
import { type FileGlob, fileGlob } from './file-glob.ts';

/** A rule about files, ready to compare. */
export interface FileRule {
  /** Absolute. */
  readonly folder: string;
  readonly names: readonly FileGlob[];
}

/** @param absolute makes a path of the file absolute */
export const fileRule = ({ folder, names }: WrittenFileRule, absolute: (path: string) => string): FileRule => ({
  folder: absolute(folder),
  names: names.map(fileGlob),
});
