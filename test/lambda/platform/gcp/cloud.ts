import { googleClient } from '../../../../lambda/platform/gcp/google-client.ts';
import type { RestClient } from '../../../../lambda/platform/rest-client.ts';
import { type GoogleCloud, type GoogleCloudOptions, googleCloud } from '../../../standins/google-cloud/google-cloud.ts';

/** What befalls the next calls, one after the other; after them all goes well. */
export type Mishap =
  /** The call is done, but its answer is lost. */
  | 'lost'
  /** This is the answer, and nothing is done. */
  | Response
  /** Something happens right before. */
  | (() => void);

/** The stand-in, and a client that calls it. */
export interface Cloud extends GoogleCloud {
  readonly client: RestClient;
  readonly mishaps: Mishap[];
}

export const cloudToken = 'CANARY-token';

/** A new one, with nothing in it. */
export const newCloud = (options: Partial<GoogleCloudOptions> & { readonly token?: string } = {}): Cloud => {
  const cloud = googleCloud({ tokens: [cloudToken], now: Date.now, ...options });
  const mishaps: Mishap[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const mishap = mishaps.shift();
    if (mishap instanceof Response) return mishap;
    if (typeof mishap === 'function') mishap();
    const response = await cloud.answer(new Request(input, init));
    if (mishap === 'lost') throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    return response;
  };
  const token = async () => options.token ?? cloudToken;
  return { ...cloud, mishaps, client: googleClient({ fetch, random: () => 0, token }) };
};

/** Google's own failure. */
export const unavailable = (status = 503): Response => new Response('CANARY text', { status });
