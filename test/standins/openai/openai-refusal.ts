import { Refusal } from '../stand-in.ts';

/** An error, as the API reference has it. */
export const refuseOpenAI = (status: number, message: string, code: string | null = null): never => {
  throw new Refusal(status, { error: { message, type: 'invalid_request_error', param: null, code } });
};
export const openaiNotFound = (): never => refuseOpenAI(404, 'CANARY not found');
