import type { AgentDoor } from '../../platform/agent-door.ts';
import type { AgentMonitor } from './health/agent-monitor.ts';

/** The same door, whose bytes are counted. */
export const countedDoor = (
  { queue, mailbox }: AgentDoor,
  { received, sent }: Pick<AgentMonitor, 'received' | 'sent'>,
): AgentDoor => ({
  queue,
  mailbox: {
    ...mailbox,
    async put(name, bytes) {
      await mailbox.put(name, bytes);
      sent(bytes.length);
    },
    async get(name) {
      const bytes = await mailbox.get(name);
      received(bytes?.length ?? 0);
      return bytes;
    },
  },
});
