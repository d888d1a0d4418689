/** When something is done: an expression of five fields (minute, hour, day of the month, month, weekday) in a time zone. */
export interface Schedule {
  readonly cron: string;
  /** An IANA time zone. */
  readonly timeZone: string;
}

/** A time at which a source must not be read: it begins when the cron expression fires and lasts so many minutes. */
export interface ClosedTime extends Schedule {
  readonly minutes: number;
}
