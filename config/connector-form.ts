import type * as z from 'zod';
import type { Mode } from './config.ts';

/** What the configuration must know about a connector in order to check a source that uses it. */
export interface ConnectorForm {
  /** The word after `connector:` in `sallyport.yaml`. */
  readonly name: string;
  /** The modes that this kind of source can serve; a source serves all of them unless `serve` names fewer. */
  readonly modes: readonly Mode[];
  /** The settings of a source beside the common ones (`connector`, `serve`, `claims`, `closed`, `publicUrl`). Strict. */
  readonly options: z.ZodObject;
}
