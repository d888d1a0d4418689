import type { Json } from '../../item.ts';
import type { ImportPlan } from '../defined-source.ts';
import type { AskSource } from './ask-source.ts';
import type { ListReader } from './list-reader.ts';
import type { Marks, Position } from './position.ts';

/** What one import reads with. */
export interface Reading {
  readonly plan: ImportPlan;
  readonly ask: AskSource;
  readonly readers: ReadonlyMap<string, ListReader>;
  /** Where changes are read from, in an import of changes. */
  readonly from: Marks | undefined;
  /** Where the changes after this import begin: filled in as it is known. */
  readonly marks: Marks | undefined;
  cursor(position: Position): Json;
}
