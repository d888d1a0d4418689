import type { TrustedCaller } from '../../stacks/trusted-caller.ts';
import { NotKnown } from './line.ts';

/** Whom the handler lets in, in sentences: text of SALLYPORT_CALLERS or SALLYPORT_SCHEDULER. */
export const callerSentences = (callers: readonly TrustedCaller[]): readonly string[] =>
  callers.map(({ issuer, audience, claims, externalId }) => {
    const said = Object.keys(claims)
      .sort()
      .map((name) => `, ${name} ${claims[name]}`);
    const forWhom = externalId === undefined ? '' : `, with the header sallyport-external-id ${externalId}`;
    return `tokens of ${issuer} for ${audience}${said.join('')}${forWhom}`;
  });

/** @throws NotKnown */
export const callersIn = (text: string | undefined): readonly TrustedCaller[] => {
  if (text === undefined) return [];
  try {
    const callers: unknown = JSON.parse(text);
    if (Array.isArray(callers)) return callers.map((each) => ({ ...each, claims: Object(each.claims) }));
  } catch {
    // Told below.
  }
  throw new NotKnown('the variable with the callers is no list in JSON', 'deploy again');
};
