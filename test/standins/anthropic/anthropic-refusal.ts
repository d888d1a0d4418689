import { Refusal } from '../stand-in.ts';

/** An error, as the API reference has it. */
export const refuseAnthropic = (status: number, type: string, message: string): never => {
  throw new Refusal(status, { type: 'error', error: { type, message }, request_id: 'req_CANARY' });
};
export const anthropicNotFound = (): never => refuseAnthropic(404, 'not_found_error', 'CANARY not found');
