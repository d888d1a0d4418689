import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { untilAborted } from '../../connectors/until-aborted.ts';

/** A browser that does not close its connections is not waited for. */
const graceMilliseconds = 1_000;

/** Waits on loopback for a browser that comes back from a sign-in (RFC 8252, section 7.3). */
export interface CallbackServer {
  /** Where the authorization server sends the browser. */
  readonly redirectUri: string;
  /**
   * Gives `accept` what the browser comes with, one after the other until one is taken or refused, and tells the browser what came
   * of it.
   *
   * Rejects with what `accept` rejects with, or with the signal's reason.
   */
  answered<Answer>(accept: (callbackUrl: URL) => Promise<Answer>, signal: AbortSignal): Promise<Answer>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What the page says; nothing of the sign-in is in it. */
export const pages = {
  done: 'Signed in. You can close this page and go back to the terminal.',
  failed: 'The sign-in did not work. The terminal says why.',
  elsewhere: 'Nothing is here.',
  foreign: 'This does not belong to the sign-in that is under way.',
} as const;

/**
 * Starts one.
 *
 * @param port on 127.0.0.1; 0 takes any free one
 * @param isForeign whether what `accept` rejected with is of another sign-in: then the right one is still waited for
 * @throws the system's error, `EADDRINUSE` for example
 */
export const startCallbackServer = async (
  port: number,
  isForeign: (error: unknown) => boolean,
): Promise<CallbackServer> => {
  let handle = async (_callbackUrl: URL): Promise<keyof typeof pages> => 'elsewhere';
  const server = createServer(async (request, response) => {
    const url = callbackUrl(request, origin);
    send(response, url ? await handle(url) : 'elsewhere');
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    redirectUri: `${origin}/callback`,
    answered: async (accept, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof accept>>>();
      let page: keyof typeof pages | undefined;
      const judge = async (url: URL): Promise<keyof typeof pages> => {
        if (page) return page;
        try {
          resolve(await accept(url));
          page = 'done';
        } catch (error) {
          if (isForeign(error)) return 'foreign';
          reject(error);
          page = 'failed';
        }
        return page;
      };
      // One after the other: a page that is loaded twice must not use its code twice, which ends what came of it.
      let before: Promise<unknown> = Promise.resolve();
      handle = (url) => {
        const judged = before.then(() => judge(url));
        before = judged;
        return judged;
      };
      return untilAborted(signal, promise);
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      // The page that says how it ended is on its way.
      const cut = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
      await closed;
      clearTimeout(cut);
    },
  };
};

/** `undefined` for anything but the callback. A page that guesses another name for this address (DNS rebinding) is not answered. */
const callbackUrl = ({ method, url = '', headers }: IncomingMessage, origin: string): URL | undefined => {
  if (method !== 'GET' || `http://${headers.host}` !== origin || !URL.canParse(url, origin)) return undefined;
  const parsed = new URL(url, origin);
  return parsed.origin === origin && parsed.pathname === '/callback' ? parsed : undefined;
};

const statuses: Readonly<Record<keyof typeof pages, number>> = { done: 200, failed: 400, elsewhere: 404, foreign: 400 };

const send = (response: ServerResponse, page: keyof typeof pages): void => {
  const text = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sallyport</title>
<body style="font: 1.1rem system-ui; margin: 20vh auto; max-width: 32rem; padding: 0 1rem">
<p>${pages[page]}</p>
</html>
`;
  response.writeHead(statuses[page], {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    // The code is in this page's address: it goes nowhere from here.
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(text);
};
