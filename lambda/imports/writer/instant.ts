import { SourceError } from '../../../connectors/source-error.ts';

// google/protobuf/timestamp.proto: "from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z".
const firstInstant = new Date('0001-01-01T00:00:00Z').getTime();
const lastInstant = new Date('9999-12-31T23:59:59.999Z').getTime();

/**
 * Milliseconds since 1970 of an instant that a Timestamp can hold.
 *
 * @throws SourceError `data-invalid`
 */
export const instant = (date: Date): number => {
  const milliseconds = date.getTime();
  if (milliseconds >= firstInstant && milliseconds <= lastInstant) return milliseconds;
  throw new SourceError('data-invalid', 'a date or time is not between the years 1 and 9999');
};
