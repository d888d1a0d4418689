/** What the command line tells the shell. Documented in `sallyport help`. */
export const exitCode = {
  ok: 0,
  /** What was asked for was tried and failed. */
  failed: 1,
  /** The command itself can not be understood. */
  usage: 2,
  /** The configuration has problems, or is not there. */
  configuration: 3,
  /** The gateway has revoked this agent: to start it again is of no use. */
  revoked: 4,
  /** Another process of this agent has taken its place. */
  replaced: 5,
  /** The guard of a sync let nothing be applied: the plan waits for somebody to look at it. */
  tripped: 6,
  /** Too many users of a sync could not be applied: it stopped. */
  quarantined: 7,
  /** A sync is done but for some users, who are tried again by themselves. */
  incomplete: 8,
  /** Ended by SIGINT (Ctrl-C) or SIGTERM before it was done: 128 and the signal's number, as shells say it. */
  interrupted: 130,
  terminated: 143,
} as const;

/** One of the numbers above. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** A command can not go on. The message is for the person at the terminal: what is wrong, and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
