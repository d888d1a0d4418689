import { PlatformError } from '../platform-error.ts';
import { heldSeconds, type Queue, type QueueMessage, type ReceiveOptions } from '../queue.ts';
import { queueText } from '../queue-text.ts';
import type { RestAnswer, RestClient } from '../rest-client.ts';
import { type FailureCause, isGood, restFailure } from '../rest-failure.ts';

/** Pub/Sub's own waiting is not bounded by what it is asked for: our end of it is. */
const answerMilliseconds = 4_000;

interface ReceivedMessage {
  readonly ackId: string;
  readonly deliveryAttempt?: number;
  readonly message?: { readonly data?: string };
}

/**
 * A topic of Google Pub/Sub with its subscription, which has the same name (docs.cloud.google.com/pubsub/docs/reference/rest). Attempts are
 * counted where the subscription has a dead letter policy.
 *
 * @param topic `projects/<project>/topics/<topic>`
 * @param subscription whoever only receives needs to know no topic. @default - the one of the topic's name
 */
export const gcpQueue = (
  client: RestClient,
  topic: string,
  subscription: string = topic.replace('/topics/', '/subscriptions/'),
): Queue => {
  const post = (resource: string, method: string, body: object, milliseconds?: number): Promise<RestAnswer> =>
    client.call({
      method: 'POST',
      url: `https://pubsub.googleapis.com/v1/${resource}:${method}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(milliseconds !== undefined && { milliseconds, attempts: 1 }),
    });
  const expectGood = (answer: RestAnswer): void => {
    if (!isGood(answer)) throw restFailure(answer, causes, otherwise);
  };
  const hold = async (ackIds: readonly string[], ackDeadlineSeconds: number) =>
    expectGood(await post(subscription, 'modifyAckDeadline', { ackIds, ackDeadlineSeconds }));

  const messageOf = ({ ackId, deliveryAttempt, message }: ReceivedMessage): QueueMessage => ({
    text: Buffer.from(message?.data ?? '', 'base64').toString(),
    attempts: deliveryAttempt,
    done: async () => expectGood(await post(subscription, 'acknowledge', { ackIds: [ackId] })),
    extend: (seconds) => hold([ackId], seconds),
    again: (seconds) => hold([ackId], seconds),
  });

  return {
    async send(text) {
      const data = Buffer.from(queueText(text)).toString('base64');
      expectGood(await post(topic, 'publish', { messages: [{ data }] }));
    },
    async receive({ maximum, waitSeconds }: ReceiveOptions) {
      // Without waiting it is discouraged, as messages may then be overlooked; a queue may say at any time that it has none.
      const body = { maxMessages: maximum, ...(waitSeconds === 0 && { returnImmediately: true }) };
      const answer = await post(
        subscription,
        'pull',
        body,
        waitSeconds === 0 ? answerMilliseconds : waitSeconds * 1_000,
      );
      if (waitSeconds > 0 && answer.cause === 'TimeoutError') return [];
      expectGood(answer);
      const received = receivedIn(answer.text);
      if (received.length > 0)
        await hold(
          received.map(({ ackId }) => ackId),
          heldSeconds,
        );
      return received.map(messageOf);
    },
  };
};

const receivedIn = (text: string): readonly ReceivedMessage[] => {
  try {
    return JSON.parse(text).receivedMessages ?? [];
  } catch {
    throw new PlatformError(...otherwise);
  }
};

const missing: FailureCause = [
  'queue-missing',
  'there is no such topic or subscription of Pub/Sub: deploy the gateway again',
];

const causes: Readonly<Record<string, FailureCause>> = {
  SERVICE_DISABLED: ['queue-denied', 'Pub/Sub is not enabled in this project: enable pubsub.googleapis.com'],
  401: ['queue-denied', 'Google Cloud does not accept the sign-in: sign in again'],
  403: [
    'queue-denied',
    'the queue may not be used: grant roles/pubsub.publisher on the topic, and subscriber on its subscription',
  ],
  404: missing,
};

const otherwise: FailureCause = ['queue-unreachable', 'Google Pub/Sub can not be reached, or failed: try again'];
