/** A copy whose names are its own, whatever they are: nothing is found in it that was not sent. */
export const plainRecord = <Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(record));
