import { createHash } from 'node:crypto';
import type { SourceConfig } from '../../config/config.ts';

/** Raised whenever the same configuration lets out something else than before: a copy that a vendor keeps is old then. */
const formOfAnswers = 1;

/**
 * A short name for everything in the configuration of a source that decides about what leaves: it stands in the log of each call,
 * and makes copies of another configuration's answers invalid.
 */
export const configurationHash = (source: SourceConfig): string =>
  createHash('sha256')
    .update(JSON.stringify([formOfAnswers, source]))
    .digest('hex')
    .slice(0, 12);
