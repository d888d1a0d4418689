import { createReadStream, realpathSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Files, StoredFile } from '../platform.ts';
import { PlatformError } from '../platform-error.ts';

/**
 * Files in one folder and below it; on a host they travel beside the handler.
 *
 * @param directory absolute
 * @throws PlatformError `file-outside` for a path that leaves the folder, by its name or by a link; `file-unsupported` for a URL
 */
export const localFiles = (directory: string): Files => {
  const path = (location: string): string => {
    const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(location) ?? [];
    if (scheme) throw new PlatformError('file-unsupported', `this host can not open ${scheme}://…: name a file`);
    const absolute = resolve(directory, location);
    if (!isInside(directory, absolute) || leadsOut(directory, absolute)) {
      throw new PlatformError(
        'file-outside',
        `${location} leads out of the configuration's folder: put the file there`,
      );
    }
    return absolute;
  };
  return { path, open: async (location) => open(path(location)) };
};

const open = async (path: string): Promise<StoredFile> => {
  const { size, mtimeMs } = await stat(path);
  return { bytes: createReadStream(path), version: `${size}-${mtimeMs}` };
};

const isInside = (directory: string, path: string): boolean => {
  const inside = relative(directory, path);
  return !isAbsolute(inside) && inside !== '..' && !inside.startsWith(`..${sep}`);
};

/** Whether a link leads out of the folder. What can not be resolved can not be opened either: its opener will say why. */
const leadsOut = (directory: string, path: string): boolean => {
  try {
    return !isInside(realpathSync(directory), realpathSync(path));
  } catch {
    return false;
  }
};
