import { isAbsolute, normalize } from 'node:path';
import type { AgentAccess } from '../../../platform/agent-access.ts';
import { AgentError } from '../agent-error.ts';

const text = /^[\x21-\x7e]{1,16384}$/;
const isText = (value: unknown): boolean => typeof value === 'string' && text.test(value);

const prefix = /^(?:[a-z]{1,16}\/)?[1-9]\d?\/$/;
const bucket = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;
const queueOfSqs =
  /^https:\/\/sqs\.([a-z]{2,4}(?:-[a-z]{2,12}){1,3}-\d{1,2})\.amazonaws\.(?:com(?:\.cn)?|eu)\/\d{12}\/[\w-]{1,80}$/;
const subscription = /^projects\/[a-z0-9.:-]{4,64}\/subscriptions\/[\w.~%+-]{3,255}$/;
const container =
  /^https:\/\/[a-z0-9]{3,24}\.blob\.core\.(?:windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)\/[a-z0-9-]{3,63}$/;
const queueOfStorage =
  /^https:\/\/[a-z0-9]{3,24}\.queue\.core\.(?:windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)\/[a-z0-9-]{3,63}$/;

/**
 * What was lent, if it leads to a queue and a mailbox of a cloud and nowhere else. What an agent may reach in its network is in its own file: neither
 * the gate, nor who answers in its place, may have it call a host of that network by saying that its queue is there. Nor may it say which folder of
 * the machine is the mailbox, unless it is one that a gate on this machine has made.
 *
 * @throws AgentError `gate-untrusted`
 */
export const checkAccess = (access: AgentAccess, gateway: string): AgentAccess => {
  if (typeof access === 'object' && access !== null && Number.isFinite(access.expiresAt) && isGood(access, gateway))
    return access;
  throw new AgentError(
    'gate-untrusted',
    'the gate lends access to something that is no queue and mailbox of its cloud; nothing was connected to. Is what answers there the gate, and is this agent of its version?',
  );
};

const isGood = (access: AgentAccess, gateway: string): boolean => {
  switch (access.host) {
    case 'aws':
      return (
        queueOfSqs.exec(access.queueUrl)?.[1] === access.region &&
        bucket.test(access.bucket) &&
        prefix.test(access.prefix) &&
        [access.accessKeyId, access.secretAccessKey, access.sessionToken].every(isText)
      );
    case 'gcp':
      return (
        subscription.test(access.subscription) &&
        bucket.test(access.bucket) &&
        prefix.test(access.prefix) &&
        [access.queueToken, access.mailboxToken].every(isText)
      );
    case 'azure':
      return (
        queueOfStorage.test(access.queueUrl) &&
        container.test(access.containerUrl) &&
        [access.queueSignature, access.containerSignature].every(
          (signature) => isText(signature) && !/[#?]/.test(signature),
        )
      );
    case 'local':
      return isRelayFolder(access.folder, gateway) && Number.isInteger(access.slot) && access.slot > 0;
    default:
      return false;
  }
};

/** As the local host makes it. */
const isRelayFolder = (folder: unknown, gateway: string): boolean =>
  typeof folder === 'string' &&
  isAbsolute(folder) &&
  normalize(folder) === folder &&
  folder.replaceAll('\\', '/').endsWith(`/.sallyport/relay/${gateway}/agents`);
