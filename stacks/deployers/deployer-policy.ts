import type { CloudHost } from '../form-text.ts';

/** A document that gives rights, and what an administrator does with it. */
export interface DeployerPolicy {
  readonly host: CloudHost;
  /** A word that tells it from all others, of other hosts too; its file is `<name>.json`. */
  readonly name: string;
  /** Who needs it, and for what: a sentence. */
  readonly use: string;
  /** What the cloud's own command line takes. */
  readonly document: object;
  /** Commands that put it in place. Words in angle brackets are the administrator's to fill in. */
  readonly commands: readonly string[];
}
