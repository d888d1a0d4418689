import type { Schedule, SourceConfig } from '../config/config.ts';

/** Something that the gate does by itself with one source, again and again. */
export interface Job {
  /** A part of resource names, and what the handler knows it by. */
  readonly name: string;
  readonly schedule: Schedule;
}

/** The jobs of a source: so far that it is tried. */
export const jobsOf = ({ check }: Pick<SourceConfig, 'check'>): readonly Job[] =>
  check ? [{ name: 'check', schedule: check }] : [];
