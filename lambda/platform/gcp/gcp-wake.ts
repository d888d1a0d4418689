import { PlatformError } from '../platform-error.ts';
import type { RestClient } from '../rest-client.ts';
import { gcpQueue } from './gcp-queue.ts';

/**
 * Has a sync's job `resume` begin: a message in a topic of its own, whose subscription calls the service as the scheduler does. What the message says
 * does not matter (docs/decisions/2026-11-22-a-bell-of-its-own.md).
 *
 * @param topic `projects/<project>/topics/<topic>`; `undefined` if the deployment made none
 * @throws PlatformError `wake-missing`, or one of the queue
 */
export const gcpWake =
  (client: RestClient, topic: string | undefined): (() => Promise<void>) =>
  async () => {
    if (topic === undefined)
      throw new PlatformError(
        'wake-missing',
        'there is no topic of Pub/Sub that wakes this sync up: deploy the gateway again',
      );
    await gcpQueue(client, topic).send('resume');
  };
