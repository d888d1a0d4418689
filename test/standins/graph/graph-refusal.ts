import { Refusal, type StandInAnswer } from '../stand-in.ts';

const bodyOf = (code: string, message: string) => ({
  error: {
    code,
    message: `CANARY ${message}`,
    innerError: { date: '2026-11-22T12:00:00', 'request-id': 'CANARY', 'client-request-id': 'CANARY' },
  },
});

/** An error as Graph says it (learn.microsoft.com/graph/errors). */
export const refuse = (status: number, code: string, message: string): never => {
  throw new Refusal(status, bodyOf(code, message));
};

/** Too many requests (learn.microsoft.com/graph/throttling). */
export const tooManyRequests = (seconds: number): StandInAnswer => ({
  status: 429,
  headers: { 'retry-after': String(seconds) },
  body: bodyOf('TooManyRequests', 'too many requests'),
});
