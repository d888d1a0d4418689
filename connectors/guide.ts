/** One step of what a source's administrator must do before the gate can read the source. */
export interface GuideStep {
  /** What to do, in a few words: `Make an app registration`. */
  readonly title: string;
  /** How: which console, which page, which button; a line each. Commands stand alone in their line, after two blanks. */
  readonly lines: readonly string[];
}

/** Whom a guide is for. */
export interface GuideSubject {
  readonly gateway: string;
  readonly source: string;
  readonly vendor: string;
}
