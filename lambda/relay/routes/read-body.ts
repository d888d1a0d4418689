import { RelayRefused } from '../relay-refused.ts';

/** The largest call is one for a certificate: a few hundred bytes. */
const mostBytes = 64 * 1024;

/**
 * The body of a request, empty if it has none.
 *
 * Throws RelayRefused `request-malformed` for one of more than 64 KiB, of which no more is read, and for one that breaks off.
 */
export const readBody = async ({ headers, body }: Request): Promise<Uint8Array> => {
  if (Number(headers.get('content-length') ?? 0) > mostBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      bytes += chunk.byteLength;
      // Leaving the loop cancels the rest.
      if (bytes > mostBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cause instanceof RelayRefused ? cause : brokenOff(cause);
  }
  return Buffer.concat(chunks);
};

const tooLarge = () => new RelayRefused('request-malformed', 'Send no more than 64 KiB.');

const brokenOff = (cause: unknown) =>
  new RelayRefused('request-malformed', 'Send the whole request: its body broke off.', { cause });
