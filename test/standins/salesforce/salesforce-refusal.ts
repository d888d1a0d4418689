import { Refusal } from '../stand-in.ts';

/** An error as Salesforce's REST API says it: a list of one. */
export const refuse = (status: number, errorCode: string): never => {
  throw new Refusal(status, [{ message: 'CANARY message', errorCode }]);
};
