import { type FSWatcher, watch } from 'node:fs';

/** Rings when something in a folder changes. */
export interface FolderBell {
  /** Waits until it has rung since the last wait, or the time is over. */
  wait(milliseconds: number): Promise<void>;
  close(): void;
}

/**
 * Watches the files of a folder whose names begin with a text, for whoever would otherwise have to look again and again. `undefined` where the
 * system can watch no more folders, or not this one.
 *
 * @param beginning such as `work.sqlite`, which is the beginning of its journal's name as well
 */
export const folderBell = (folder: string, beginning: string): FolderBell | undefined => {
  let isRung = false;
  let ring = (): void => undefined;
  const heard = (): void => {
    isRung = true;
    ring();
  };
  const watcher = watched(folder, (_, file) => {
    if (file?.startsWith(beginning) ?? true) heard();
  });
  // Who waits is woken up, looks, and then learns why there is nothing to see any more.
  watcher?.on('error', heard);
  return (
    watcher && {
      async wait(milliseconds) {
        if (!isRung) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, milliseconds);
            ring = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        }
        isRung = false;
      },
      close: () => watcher.close(),
    }
  );
};

const watched = (folder: string, listener: (event: string, file: string | null) => void): FSWatcher | undefined => {
  try {
    return watch(folder, listener);
  } catch {
    return undefined;
  }
};
