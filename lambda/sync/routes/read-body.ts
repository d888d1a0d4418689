import { SyncRefused } from './sync-refused.ts';

/**
 * The body of a request, empty if it has none.
 *
 * Throws SyncRefused `body-too-large` for more than so many bytes, of which no more is read, and `request-malformed` for one that breaks off.
 */
export const readBody = async ({ headers, body }: Request, mostBytes: number): Promise<Buffer> => {
  if (Number(headers.get('content-length') ?? 0) > mostBytes) throw tooLarge(mostBytes);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      bytes += chunk.byteLength;
      // Leaving the loop cancels the rest.
      if (bytes > mostBytes) throw tooLarge(mostBytes);
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cause instanceof SyncRefused ? cause : brokenOff(cause);
  }
  return Buffer.concat(chunks);
};

const tooLarge = (mostBytes: number) =>
  new SyncRefused('body-too-large', `Send no more than ${mostBytes / 1_024} KiB.`);

const brokenOff = (cause: unknown) =>
  new SyncRefused('request-malformed', 'Send the whole request: its body broke off.', { cause });
