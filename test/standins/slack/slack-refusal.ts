import { Refusal } from '../stand-in.ts';

/** An error as Slack says it: with the status 200. */
export const refuse = (error: string, more: object = {}): never => {
  throw new Refusal(200, { ok: false, error, ...more, detail: 'CANARY detail' });
};
