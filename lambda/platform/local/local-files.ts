import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Files, StoredFile } from '../platform.ts';

/** A file was asked for that the gateway must not, or can not, open. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
  readonly code: 'file-outside' | 'file-unsupported';

  constructor(code: FileRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const open = async (path: string): Promise<StoredFile> => {
  const { size, mtimeMs } = await stat(path);
  return { bytes: createReadStream(path), version: `${size}-${mtimeMs}` };
};

/**
 * Files in one folder and below it; on a host they travel beside the handler.
 *
 * @throws FileRefused `file-outside` for a path that leaves the folder, `file-unsupported` for anything that is no path
 */
export const localFiles = (directory: string): Files => {
  const path = (location: string): string => {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) {
      throw new FileRefused('file-unsupported', `this host can not open ${new URL(location).protocol}//…`);
    }
    const absolute = resolve(directory, location);
    const inside = relative(directory, absolute);
    if (isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`)) {
      throw new FileRefused('file-outside', `${location} is outside of the configuration's folder`);
    }
    return absolute;
  };
  return { path, open: async (location) => open(path(location)) };
};
