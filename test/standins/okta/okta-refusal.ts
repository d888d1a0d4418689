import { Refusal } from '../stand-in.ts';

const codes: Readonly<Record<number, string>> = { 400: 'E0000001', 401: 'E0000011', 403: 'E0000006', 404: 'E0000007' };

/** An error as Okta's API says it (developer.okta.com/docs/reference/error-codes). */
export const refuse = (status: number): never => {
  const errorCode = codes[status];
  throw new Refusal(status, { errorCode, errorSummary: 'CANARY summary', errorId: 'CANARY', errorCauses: [] });
};
