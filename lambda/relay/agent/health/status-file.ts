import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivate } from '../identity/private-files.ts';
import type { AgentHealth } from './agent-monitor.ts';

const name = 'status.json';

/** Keeps the last word of an agent's process in its folder. The file belongs to the process that began last: one that it replaced leaves it alone. */
export interface StatusFile {
  /** Never throws: a disk that is full stops no agent. Words that come while one is written are written as one. */
  write(health: AgentHealth): void;
  /** Resolves when the last word is on the disk. */
  flush(): Promise<void>;
}

/** @param failed is told why it could not be written */
export const statusFile = (folder: string, failed: (error: unknown) => void): StatusFile => {
  let next: AgentHealth | undefined;
  let writing: Promise<void> | undefined;
  let isBegun = false;
  // The first word is written over anything: a clock that was set back makes what an earlier process said look later.
  const isTaken = async ({ startedAt }: AgentHealth): Promise<boolean> =>
    isBegun && ((await readStatus(folder).catch(() => undefined))?.startedAt ?? 0) > startedAt;
  const work = async (): Promise<void> => {
    while (next) {
      const health = next;
      next = undefined;
      if (await isTaken(health)) continue;
      await writePrivate(join(folder, name), `${JSON.stringify(health)}\n`).catch(failed);
      isBegun = true;
    }
    writing = undefined;
  };
  return {
    write(health) {
      next = health;
      writing ??= work();
    },
    flush: async () => writing,
  };
};

/** The last word of an agent's process; `undefined` if there was none yet. Throws the system's error if it can not be read. */
export const readStatus = async (folder: string): Promise<AgentHealth | undefined> => {
  try {
    return JSON.parse(await readFile(join(folder, name), 'utf8')) as AgentHealth;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
};
