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
  /** Whether the source is behind agents, so that the gate itself never calls it. @default false */
  readonly isBehindAgents?: boolean | undefined;
}

/** Who calls the source, in the words of a guide. */
export const callersIn = ({ isBehindAgents }: GuideSubject): 'the agents' | 'the gate' =>
  isBehindAgents ? 'the agents' : 'the gate';
