import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformError } from '../platform-error.ts';
import { heldSeconds, type Queue, type QueueMessage, type ReceiveOptions } from '../queue.ts';
import { queueText } from '../queue-text.ts';
import type { RestAnswer, RestClient } from '../rest-client.ts';
import { type FailureCause, isGood, restFailure } from '../rest-failure.ts';

/**
 * Storage does not wait for messages: an empty queue is asked again and again, each time for money. One that had a message lately most likely gets
 * another one soon.
 */
const busyPollMilliseconds = 100;
const idlePollMilliseconds = 1_000;
/** A queue that was empty for so long is idle, in milliseconds. */
const busyMilliseconds = 15_000;

/** As long as SQS keeps a message at most; by itself, Storage would forget it after a week. */
const keptSeconds = 14 * 86_400;

/** A token for storage is sent to storage alone. */
const form =
  /^https:\/\/[a-z0-9]{3,24}\.queue\.core\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)\/[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$/;

/**
 * A queue of Azure Storage (learn.microsoft.com/rest/api/storageservices/queue-service-rest-api). Texts are Base64 in it, as Azure's own tools
 * show and expect them.
 *
 * @param client of storage
 * @param url `https://<account>.queue.core.windows.net/<queue>`
 */
export const azureQueue = (client: RestClient, url: string): Queue => {
  /** For how long nothing was received, in milliseconds of waiting. */
  let empty = busyMilliseconds;
  const messages = (): string => {
    if (form.test(url)) return `${url}/messages`;
    throw new PlatformError(...missing);
  };
  const expectGood = (answer: RestAnswer): void => {
    if (!isGood(answer)) throw restFailure(answer, causes, otherwise);
  };

  const messageOf = ({ id, receipt: first, attempts, text }: Received): QueueMessage => {
    let receipt = first;
    const target = () => `${messages()}/${id}?popreceipt=${encodeURIComponent(receipt)}`;
    const hold = async (seconds: number): Promise<void> => {
      const answer = await client.call({ method: 'PUT', url: `${target()}&visibilitytimeout=${seconds}` });
      if (lost.has(answer.cause)) return;
      expectGood(answer);
      receipt = answer.headers.get('x-ms-popreceipt') ?? receipt;
    };
    return {
      text,
      attempts,
      async done() {
        const answer = await client.call({ method: 'DELETE', url: target() });
        if (!lost.has(answer.cause)) expectGood(answer);
      },
      extend: hold,
      again: hold,
    };
  };

  const receiveOnce = async (maximum: number): Promise<readonly QueueMessage[]> => {
    const query = `numofmessages=${maximum}&visibilitytimeout=${heldSeconds}`;
    const answer = await client.call({ method: 'GET', url: `${messages()}?${query}` });
    expectGood(answer);
    return receivedIn(answer.text).map(messageOf);
  };

  return {
    async send(text) {
      const encoded = Buffer.from(queueText(text)).toString('base64');
      const answer = await client.call({
        method: 'POST',
        url: `${messages()}?messagettl=${keptSeconds}`,
        headers: { 'content-type': 'application/xml' },
        body: `<QueueMessage><MessageText>${encoded}</MessageText></QueueMessage>`,
      });
      expectGood(answer);
    },
    async receive({ maximum, waitSeconds }: ReceiveOptions) {
      for (let waited = 0; ; ) {
        const received = await receiveOnce(maximum);
        if (received.length > 0) empty = 0;
        if (received.length > 0 || waited >= waitSeconds * 1_000) return received;
        const pause = empty < busyMilliseconds ? busyPollMilliseconds : idlePollMilliseconds;
        await sleep(pause);
        waited += pause;
        empty += pause;
      }
    },
  };
};

interface Received {
  readonly id: string;
  readonly receipt: string;
  readonly attempts: number;
  readonly text: string;
}

/** The service's own XML, whose values are Base64, numbers and GUIDs. */
const receivedIn = (xml: string): readonly Received[] =>
  [...xml.matchAll(/<QueueMessage>(.*?)<\/QueueMessage>/gs)].map(([, message = '']) => {
    const value = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(message)?.[1] ?? '';
    return {
      id: value('MessageId'),
      receipt: value('PopReceipt'),
      attempts: Number(value('DequeueCount')),
      text: Buffer.from(value('MessageText'), 'base64').toString(),
    };
  });

/** The message is held by somebody else by now, or done. */
const lost: ReadonlySet<string> = new Set(['MessageNotFound', 'PopReceiptMismatch']);

const missing: FailureCause = [
  'queue-missing',
  'there is no such queue in the storage account: deploy the gateway again',
];

const causes: Readonly<Record<string, FailureCause>> = {
  QueueNotFound: missing,
  QueueBeingDeleted: missing,
  ENOTFOUND: missing,
  401: ['queue-denied', 'Azure does not accept the sign-in: sign in again, to the tenant of the storage account'],
  403: [
    'queue-denied',
    'the queue may not be used: assign Storage Queue Data Message Sender on it, and Processor to receive; that takes some minutes to be seen',
  ],
};

const otherwise: FailureCause = ['queue-unreachable', 'Azure Queue Storage can not be reached, or failed: try again'];
