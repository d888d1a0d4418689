import { type Enrolment, relayPaths } from '../../protocol.ts';
import type { GateClock } from '../call/gate-clock.ts';
import type { RelayClient } from '../call/relay-client.ts';
import { type AgentIdentity, readIdentity, writeCertificate } from './agent-folder.ts';
import { certificateRequest } from './certificate-request.ts';
import { checkEnrolment, thumbprintOf } from './check-enrolment.ts';

/**
 * Gets a new certificate for the agent's key. The one before counts until the new one is used, so that an answer that is lost does no harm.
 *
 * @throws AgentError; the system's error if the folder can not be written
 */
export const renewCertificate = async (
  folder: string,
  identity: AgentIdentity,
  { client, clock }: { readonly client: RelayClient; readonly clock: GateClock },
): Promise<AgentIdentity> => {
  const request = await certificateRequest(identity.key, identity.agent);
  const renewed = await client.signed<Enrolment>(identity, relayPaths.certificate, { request });
  checkEnrolment(renewed, {
    publicKey: identity.key.publicKey,
    authority: thumbprintOf(identity.authority),
    now: clock.now(),
  });
  await writeCertificate(folder, renewed.certificate);
  return readIdentity(folder);
};
