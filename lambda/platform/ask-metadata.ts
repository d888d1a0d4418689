import { type IncomingHttpHeaders, request } from 'node:http';

/** A host's own answer about itself. */
export interface MetadataAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A metadata service is on the same machine: what takes longer than this does not come. */
const wholeMilliseconds = 5_000;
const largestAnswer = 64 * 1024;

/**
 * Asks the metadata service of the host. Neither through a proxy, which would be asked who *it* is, nor through the guarded client, which
 * refuses such addresses for good reason: the URL is never one of a configuration's.
 *
 * @throws an error of Node's, with its code, if no whole answer came
 */
export const askMetadata = (url: URL, headers: Readonly<Record<string, string>>): Promise<MetadataAnswer> =>
  new Promise((resolve, reject) => {
    // An agent of its own has no proxy, whatever the environment says.
    const outgoing = request(url, { agent: false, headers, signal: AbortSignal.timeout(wholeMilliseconds) });
    outgoing.once('error', reject).once('response', async (incoming) => {
      try {
        let text = '';
        for await (const chunk of incoming.setEncoding('utf8')) {
          text += chunk;
          if (text.length > largestAnswer) throw new Error('the answer of the metadata service is too long');
        }
        resolve({ status: incoming.statusCode!, headers: incoming.headers, text });
      } catch (error) {
        reject(error);
      }
    });
    outgoing.end();
  });
