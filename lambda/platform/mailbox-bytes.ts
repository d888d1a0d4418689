/** What every host takes in one call, and a process has room for several times over. */
const largest = 8 * 1024 * 1024;

/**
 * Checks the size of an object for a mailbox: 8 MiB at most.
 *
 * @throws RangeError
 */
export const mailboxBytes = (bytes: Uint8Array): Uint8Array => {
  if (bytes.byteLength <= largest) return bytes;
  throw new RangeError('an object of a mailbox has 8 MiB at most: write more than one');
};
