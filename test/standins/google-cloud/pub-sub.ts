import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Check } from './cloud-storage.ts';
import { jsonRefusal, strictBody, strictBytes, strictMembers } from './google-refusal.ts';

interface Waiting {
  readonly data: string;
  readonly messageId: string;
  attempts: number;
  freeAt: number;
  ackId: string | undefined;
}

/** A subscription of a topic. */
export interface Subscription {
  readonly topic: string;
  readonly ackDeadlineSeconds: number;
  /** With a dead letter policy, attempts are counted. */
  readonly isCounting: boolean;
}

/** Pub/Sub, as far as it is called. */
export interface PubSub {
  readonly topics: Set<string>;
  subscribe(name: string, subscription: Subscription): void;
  answer(request: Request, check: Check): Promise<Response>;
}

const place = /^\/v1\/(projects\/[a-z0-9-]+\/(topics|subscriptions)\/[a-zA-Z][\w.~+%-]{2,254}):(\w+)$/;

/** How long a pull is held at most where nothing comes. */
const pullMilliseconds = 30_000;

export const pubSub = (now: () => number): PubSub => {
  const topics = new Set<string>();
  const subscriptions = new Map<string, Subscription & { readonly messages: Waiting[] }>();

  const publish = async (request: Request, topic: string): Promise<Response> => {
    const { messages } = await strictBody(request, ['messages']);
    if (!Array.isArray(messages) || messages.length === 0) throw jsonRefusal('INVALID_ARGUMENT');
    const messageIds = messages.map((message) => {
      const { data = '', attributes } = strictMembers(message, ['data', 'attributes', 'orderingKey']);
      if (strictBytes(data).length === 0 && attributes === undefined) throw jsonRefusal('INVALID_ARGUMENT');
      const messageId = String(Math.floor(Math.random() * 1e15));
      for (const each of subscriptions.values())
        if (each.topic === topic)
          each.messages.push({ data: String(data), messageId, attempts: 0, freeAt: 0, ackId: undefined });
      return messageId;
    });
    return Response.json({ messageIds });
  };

  const pull = async (request: Request, name: string): Promise<Response> => {
    const { maxMessages, returnImmediately } = await strictBody(request, ['maxMessages', 'returnImmediately']);
    if (!Number.isInteger(maxMessages) || Number(maxMessages) < 1) throw jsonRefusal('INVALID_ARGUMENT');
    const { messages, ackDeadlineSeconds, isCounting } = subscriptions.get(name)!;
    for (let waited = 0; ; waited += 20) {
      const free = messages.filter(({ freeAt }) => freeAt <= now()).slice(0, Number(maxMessages));
      if (free.length === 0 && !returnImmediately && waited < pullMilliseconds && !request.signal.aborted) {
        await sleep(20);
        continue;
      }
      const receivedMessages = free.map((message) => {
        Object.assign(message, { freeAt: now() + ackDeadlineSeconds * 1_000, ackId: randomUUID() });
        const { data, messageId, ackId } = message;
        message.attempts++;
        const publishTime = new Date(now()).toISOString();
        return {
          ackId,
          message: { data, messageId, publishTime },
          ...(isCounting && { deliveryAttempt: message.attempts }),
        };
      });
      return Response.json(receivedMessages.length > 0 ? { receivedMessages } : {});
    }
  };

  /** Acknowledging too late may succeed, and is no error. */
  const held = (name: string, ackIds: unknown): readonly Waiting[] => {
    if (!Array.isArray(ackIds) || ackIds.length === 0) throw jsonRefusal('INVALID_ARGUMENT');
    return subscriptions.get(name)!.messages.filter(({ ackId, freeAt }) => ackIds.includes(ackId) && freeAt > now());
  };

  const acknowledge = async (request: Request, name: string): Promise<Response> => {
    const done = held(name, (await strictBody(request, ['ackIds']))['ackIds']);
    const { messages } = subscriptions.get(name)!;
    for (const message of done) messages.splice(messages.indexOf(message), 1);
    return Response.json({});
  };

  const modifyAckDeadline = async (request: Request, name: string): Promise<Response> => {
    const { ackIds, ackDeadlineSeconds: seconds } = await strictBody(request, ['ackIds', 'ackDeadlineSeconds']);
    if (!Number.isInteger(seconds) || Number(seconds) < 0 || Number(seconds) > 600)
      throw jsonRefusal('INVALID_ARGUMENT');
    for (const message of held(name, ackIds)) message.freeAt = now() + Number(seconds) * 1_000;
    return Response.json({});
  };

  const methods = {
    topics: { publish: ['pubsub.topics.publish', publish] },
    subscriptions: {
      pull: ['pubsub.subscriptions.consume', pull],
      acknowledge: ['pubsub.subscriptions.consume', acknowledge],
      modifyAckDeadline: ['pubsub.subscriptions.consume', modifyAckDeadline],
    },
  } as const satisfies Record<string, Record<string, readonly [string, typeof publish]>>;

  return {
    topics,
    subscribe: (name, subscription) => void subscriptions.set(name, { ...subscription, messages: [] }),
    async answer(request, check) {
      const [, name = '', kind = '', method = ''] = place.exec(new URL(request.url).pathname) ?? [];
      const known: Readonly<Record<string, readonly [string, typeof publish]>> =
        methods[kind as keyof typeof methods] ?? {};
      const [permission, act] = known[method] ?? [];
      if (request.method !== 'POST' || !act) throw jsonRefusal('INVALID_ARGUMENT');
      if (!check(permission!, name)) throw jsonRefusal('PERMISSION_DENIED', 'IAM_PERMISSION_DENIED');
      if (!(kind === 'topics' ? topics : subscriptions).has(name)) throw jsonRefusal('NOT_FOUND');
      return act(request, name);
    },
  };
};
