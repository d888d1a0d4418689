import type { LineForm } from './kept-lines.ts';

/** What was delivered of a user. */
export interface DeliveredPayload {
  /** Byte for byte. */
  readonly payload: string;
  readonly email?: string | undefined;
}

/** The same, and how old it is. */
export interface KeptPayload extends DeliveredPayload {
  /** When the last run that finished had it so: milliseconds since 1970. */
  readonly at: number;
}

/** Where payloads are. */
export const payloadFolder = 'sync/people';

/** A line for each user. */
export const payloadForm: LineForm<DeliveredPayload> = {
  lineOf: (key, { payload, email }) => JSON.stringify([key, payload, ...(email === undefined ? [] : [email])]),
  readLine: (line) => {
    const [key, payload, email] = JSON.parse(line);
    return [key, { payload, ...(email !== undefined && { email }) }];
  },
};
