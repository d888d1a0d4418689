/** A message in the hands of one receiver: no other gets it for half a minute, or for as long as `extend` says. */
export interface QueueMessage {
  readonly text: string;
  /** How often it was received, this time included; `undefined` where the host does not count. */
  readonly attempts: number | undefined;
  /** Takes it out of the queue. */
  done(): Promise<void>;
  /** Holds it for so long from now on: 1 to 600 seconds. */
  extend(seconds: number): Promise<void>;
  /** Gives it back: it comes again after so long, 0 to 600 seconds. */
  again(seconds: number): Promise<void>;
}

/** How many messages are received, and how long an empty queue is listened to. */
export interface ReceiveOptions {
  /** 1 to 10. */
  readonly maximum: number;
  /** 0 to 20. */
  readonly waitSeconds: number;
}

/**
 * Messages from one process to another. Each is received at least once, and more than once if its receiver holds it for too long; in no
 * particular order. What nobody received within 14 days may be gone.
 *
 * Every method throws PlatformError `queue-missing` (the deployment made no such queue), `queue-denied` or `queue-unreachable`. After
 * `queue-unreachable` nobody knows whether a message was sent. What is done with a message that is held no longer is no error, and may or
 * may not have its effect.
 */
export interface Queue {
  /** @param text as `queueText` checks it */
  send(text: string): Promise<void>;
  /** Fewer than there are, and none at all, is possible at any time. */
  receive(options: ReceiveOptions): Promise<readonly QueueMessage[]>;
}

/** How long a message is held by whoever received it, in seconds. The hosts' own defaults differ. */
export const heldSeconds = 30;
