import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import { heldSeconds, type Queue, type QueueMessage, type ReceiveOptions } from '../queue.ts';
import { queueText } from '../queue-text.ts';
import { type AwsCaller, callerSettings, shortCall } from './client-settings.ts';

/** What a call may take beside the time that it waits for messages, in milliseconds. */
const answerMilliseconds = 10_000;

/**
 * A queue of Amazon SQS. The client is loaded at first use.
 *
 * @param url such as `https://sqs.eu-west-1.amazonaws.com/123456789012/acme-dead-letters`
 * @param caller who calls. @default - the process itself
 */
export const awsQueue = (url: string, caller: AwsCaller = {}): Queue => {
  // The region of the queue, not that of whoever asks.
  const [, region] = /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(url) ?? [];
  let client: SQSClient | undefined;

  const sqs = async () => {
    const sdk = await import('@aws-sdk/client-sqs');
    client ??= new sdk.SQSClient({ ...callerSettings(caller), ...(region && { region }) });
    return { sdk, client };
  };

  const hold = async (receipt: string, seconds: number): Promise<void> => {
    const { sdk, client } = await sqs();
    const input = { QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: seconds };
    await unlessLost(() => client.send(new sdk.ChangeMessageVisibilityCommand(input), shortCall()));
  };

  const messageOf = ({ Body = '', ReceiptHandle = '', Attributes }: Message): QueueMessage => ({
    text: Body,
    attempts: Number(Attributes?.ApproximateReceiveCount),
    async done() {
      const { sdk, client } = await sqs();
      await unlessLost(() => client.send(new sdk.DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }), shortCall()));
    },
    extend: (seconds) => hold(ReceiptHandle, seconds),
    again: (seconds) => hold(ReceiptHandle, seconds),
  });

  return {
    async send(text) {
      const input = { QueueUrl: url, MessageBody: queueText(text) };
      const { sdk, client } = await sqs();
      await expectGood(() => client.send(new sdk.SendMessageCommand(input), shortCall()));
    },
    async receive({ maximum, waitSeconds }: ReceiveOptions) {
      const { sdk, client } = await sqs();
      const command = new sdk.ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: maximum,
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: heldSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      });
      const abortSignal = AbortSignal.timeout(waitSeconds * 1_000 + answerMilliseconds);
      const { Messages = [] } = await expectGood(() => client.send(command, { abortSignal }));
      return Messages.map(messageOf);
    },
  };
};

const expectGood = async <Result>(send: () => Promise<Result>): Promise<Result> => {
  try {
    return await send();
  } catch (error) {
    throw queueError(error);
  }
};

/** The message is held by somebody else by now, or done: SQS says so in several ways. */
const lost: ReadonlySet<string> = new Set(['MessageNotInflight', 'ReceiptHandleIsInvalid', 'InvalidParameterValue']);

const unlessLost = async (send: () => Promise<unknown>): Promise<void> => {
  try {
    await send();
  } catch (error) {
    if (!lost.has(nameOf(error))) throw queueError(error);
  }
};

const signIn = 'there are no AWS credentials that are valid, or they have ended: sign in, or set AWS_PROFILE';

const denied =
  'the queue may not be used: grant sqs:SendMessage on it (and to receive: ReceiveMessage, DeleteMessage, ChangeMessageVisibility), and kms:Decrypt and GenerateDataKey for a key of your own';

/** Errors of SQS (docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html, API_SendMessage.html). */
const causes: Readonly<Record<string, readonly [PlatformErrorCode, string]>> = {
  QueueDoesNotExist: ['queue-missing', 'there is no such queue of SQS: deploy the gateway again'],
  AccessDenied: ['queue-denied', denied],
  AccessDeniedException: ['queue-denied', denied],
  KmsAccessDenied: ['queue-denied', 'the KMS key of the queue may not be used: grant kms:Decrypt and GenerateDataKey'],
  CredentialsProviderError: ['queue-denied', signIn],
  ExpiredToken: ['queue-denied', signIn],
  ExpiredTokenException: ['queue-denied', signIn],
  InvalidAccessKeyId: ['queue-denied', signIn],
  InvalidClientTokenId: ['queue-denied', signIn],
  UnrecognizedClientException: ['queue-denied', signIn],
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

const queueError = (error: unknown): PlatformError => {
  const name = nameOf(error);
  const [code, sentence] = causes[name] ?? ['queue-unreachable', 'Amazon SQS can not be reached, or failed: try again'];
  return new PlatformError(code, sentence, { detail: { cause: name }, cause: error });
};
