import { DeploymentError } from '../deployment-error.ts';

/** A file of an archive. */
export interface TarFile {
  /** Relative, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const block = 512;

/**
 * A tar of plain files in the format ustar (POSIX.1-2024, pax, "ustar Interchange Format"), which says nothing of who made it and when:
 * the same files give the same bytes. Every tar reads it, and so do the few lines that a container starts with.
 *
 * @throws DeploymentError `data-path-malformed`
 */
export const tarOf = (files: readonly TarFile[]): Buffer => Buffer.concat([tarPart(files), tarEnd]);

/**
 * The same without its end: more files may come after it.
 *
 * @throws DeploymentError `data-path-malformed`
 */
export const tarPart = (files: readonly TarFile[]): Buffer =>
  Buffer.concat(files.flatMap(({ path, bytes }) => [headerOf(path, bytes.length), bytes, filling(bytes.length)]));

/** What comes after the last file. */
export const tarEnd = Buffer.alloc(2 * block);

const filling = (length: number): Buffer => Buffer.alloc(-length & (block - 1));

const headerOf = (path: string, size: number): Buffer => {
  const { prefix, name } = split(path);
  const header = Buffer.alloc(block);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`;
  const write = (at: number, text: string) => header.write(text, at);
  write(0, name);
  write(100, octal(0o444, 8));
  write(108, octal(0, 8));
  write(116, octal(0, 8));
  write(124, octal(size, 12));
  write(136, octal(0, 12));
  // The sum is made with blanks in its own place.
  write(148, ' '.repeat(8));
  write(156, '0');
  write(257, 'ustar\x0000');
  write(345, prefix);
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return header;
};

/** 100 bytes for the end of a path, and 155 for what stands before a slash of it. */
const split = (path: string): { readonly prefix: string; readonly name: string } => {
  if (Buffer.byteLength(path) <= 100) return { prefix: '', name: path };
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { prefix, name };
  }
  throw new DeploymentError(
    'data-path-malformed',
    `The path ${path} is too long for an archive. Give the file a shorter one.`,
  );
};
