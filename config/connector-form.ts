import type * as z from 'zod';
import type { Mode } from './config.ts';
import type { Problem } from './config-error.ts';
import type { DestinationForm } from './destination-form.ts';
import type { ShapesFile } from './shapes/shapes-file.ts';

/** What the configuration must know about a connector in order to check a source that uses it. */
export interface ConnectorForm {
  /** The word after `connector:` in `sallyport.yaml`. */
  readonly name: string;
  /** The modes that this kind of source can serve; a source serves all of them unless `serve` names fewer. */
  readonly modes: readonly Mode[];
  /** The settings of a source beside the common ones (`connector`, `serve`, `claims`, `closed`, `publicUrl`). Strict. */
  readonly options: z.ZodObject;
  /** How systems of this kind are written to by a sync. @default - they are not */
  readonly destination?: DestinationForm | undefined;
  /**
   * Replaces options that name files by what those hold, when the configuration is loaded: what is deployed then needs neither the
   * files nor what reads them. The result goes through JSON.
   *
   * @param serve the modes that the source is served in
   * @returns what the connector works with; `undefined` if it told a problem
   * @default - the options as they are
   */
  resolve?(options: unknown, files: NamedFiles, serve: readonly Mode[]): object | undefined;
}

/** What a reader found in a file: its content, or else its problems. */
export interface FileReading<Content> {
  readonly content?: Content | undefined;
  readonly problems: readonly Problem[];
}

/**
 * The files that a source's options name, by the option: paths below the folder of the configuration. What is wrong with them is
 * told together with all other problems.
 */
export interface NamedFiles {
  /**
   * A shapes file, checked; `undefined` if it has problems.
   *
   * @param operations what an OpenAPI document knows, such as `GET /tickets/{id}`: every endpoint must be one of them
   */
  shapes(option: string, operations?: readonly string[]): ShapesFile | undefined;
  /** What a file in YAML or JSON holds; `undefined` if it can not be read, or is neither. */
  data(option: string): unknown;
  /**
   * A file that is read by a reader of the connector's own, which finds its problems by line and column.
   *
   * @returns `undefined` if it has problems
   */
  read<Content>(option: string, reader: (text: string, file: string) => FileReading<Content>): Content | undefined;
  /** Tells what is wrong with an option, and what to write instead. */
  report(option: string, what: string, remedy: string): void;
}
