import type { AgentAccess, AwsAgentAccess, AzureAgentAccess, GcpAgentAccess } from './agent-access.ts';
import type { AgentDoor, AgentNetwork } from './agent-door.ts';

/** What was lent last. It is looked at for every request. */
export interface Borrowed {
  access: AgentAccess;
}

/**
 * Opens the queue and the mailbox of one place with what is borrowed: loads what its host takes, and nothing of another one. The place stays, and so
 * does the kind of the access.
 */
export const openDoor = async (borrowed: Borrowed, network: AgentNetwork): Promise<AgentDoor> => {
  const { access } = borrowed;
  if (access.host === 'aws') return openAws(borrowed as { access: AwsAgentAccess }, network);
  if (access.host === 'gcp') return openGcp(borrowed as { access: GcpAgentAccess }, network);
  if (access.host === 'azure') return openAzure(borrowed as { access: AzureAgentAccess }, network);
  const { localSlot } = await import('./local/local-slot.ts');
  return localSlot(access.folder, access.slot);
};

const openAws = async (borrowed: { access: AwsAgentAccess }, { agent }: AgentNetwork): Promise<AgentDoor> => {
  const [{ awsQueue }, { awsMailbox }] = await Promise.all([
    import('./aws/aws-queue.ts'),
    import('./aws/aws-mailbox.ts'),
  ]);
  const caller = { keys: () => borrowed.access, agent };
  return { queue: awsQueue(borrowed.access.queueUrl, caller), mailbox: awsMailbox(borrowed.access, caller) };
};

const openGcp = async (borrowed: { access: GcpAgentAccess }, network: AgentNetwork): Promise<AgentDoor> => {
  const [{ googleClient }, { gcpQueue }, { gcpMailbox }] = await Promise.all([
    import('./gcp/google-client.ts'),
    import('./gcp/gcp-queue.ts'),
    import('./gcp/gcp-mailbox.ts'),
  ]);
  const client = (which: 'queueToken' | 'mailboxToken') =>
    googleClient({ ...network, token: async () => borrowed.access[which] });
  const { subscription } = borrowed.access;
  return {
    queue: gcpQueue(client('queueToken'), subscription.replace('/subscriptions/', '/topics/'), subscription),
    mailbox: gcpMailbox(client('mailboxToken'), borrowed.access),
  };
};

const openAzure = async (borrowed: { access: AzureAgentAccess }, network: AgentNetwork): Promise<AgentDoor> => {
  const [{ signedClient }, { storageVersion, queueVersion }, { azureQueue }, { azureMailbox }] = await Promise.all([
    import('./azure/signed-client.ts'),
    import('./azure/azure-client.ts'),
    import('./azure/azure-queue.ts'),
    import('./azure/azure-mailbox.ts'),
  ]);
  const client = (which: 'queueSignature' | 'containerSignature', version: string) =>
    signedClient({ ...network, version, signature: () => borrowed.access[which] });
  return {
    queue: azureQueue(client('queueSignature', queueVersion), borrowed.access.queueUrl),
    mailbox: azureMailbox(client('containerSignature', storageVersion), borrowed.access.containerUrl),
  };
};
