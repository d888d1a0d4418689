import type { RelayConfig } from '../config/config.ts';

/** What an enrolment is said from. */
export interface EnrolmentSubject {
  readonly relay: RelayConfig;
  /** Where agents call the relay. It may be a reference that is resolved later. */
  readonly url: string;
}

/** How an agent is enrolled: the output `relayEnrolment`, the same on every host. */
export const enrolmentText = ({ relay: { registrars, agents }, url }: EnrolmentSubject): string => {
  const issuers =
    registrars.length === 0
      ? 'Whoever administers this cloud account issues'
      : `A registrar of the configuration (${registrars.map(({ name }) => name).join(', ')}) issues`;
  return (
    `${issuers} a code: sallyport agent code <agent>. On the machine of the agent it is asked for by sallyport agent enroll --gateway ${url}. ` +
    `There is room for ${agents.maximum === 1 ? 'one agent' : `${agents.maximum} agents`}.`
  );
};
