import { PlatformError } from './platform-error.ts';

/** What every host takes in one call, and a process has room for several times over. */
export const largestMailboxBytes = 8 * 1024 * 1024;

/**
 * Checks the size of an object for a mailbox: 8 MiB at most.
 *
 * @throws RangeError
 */
export const mailboxBytes = (bytes: Uint8Array): Uint8Array => {
  if (bytes.byteLength <= largestMailboxBytes) return bytes;
  throw new RangeError('an object of a mailbox has 8 MiB at most: write more than one');
};

/** An object is larger than any that is written here: whoever else may write there must not fill the memory of whoever reads. */
export const mailboxTooLarge = (): PlatformError =>
  new PlatformError(
    'mailbox-unreachable',
    'an object in the mailbox is larger than any that is written there: see who else can write there',
    { detail: { cause: 'too-large' } },
  );
