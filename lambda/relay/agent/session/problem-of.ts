import { AgentError } from '../agent-error.ts';
import type { SessionReport } from './session-report.ts';

/** What is told of an error: no more than the name and the message of one that nobody expected. */
export const problemOf = (error: unknown): NonNullable<SessionReport['problem']> =>
  error instanceof AgentError
    ? { code: error.code, message: error.message }
    : { code: 'internal', message: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' };
