import { type CodeParts, codeParts } from '../../registry/enrolment-code.ts';
import { AgentError } from '../agent-error.ts';

/**
 * What a code says of itself: whom it is for, and which authority the agent is to trust.
 *
 * @throws AgentError `code-malformed`, which does not repeat the code
 */
export const readCode = (code: string): CodeParts => {
  const parts = codeParts(code);
  if (parts) return parts;
  throw new AgentError(
    'code-malformed',
    'that is no enrolment code: enter all of it, from the agent’s name to the last character',
  );
};
