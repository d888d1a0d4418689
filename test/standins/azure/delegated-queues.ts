import { createHmac } from 'node:crypto';
import { azuriteToken } from './start-azurite.ts';

const [objectId, tenantId] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
const key = Buffer.from('no one knows this one either');

/** From this version of the protocol on, queues take such signatures. */
const earliest = '2025-07-05';

/** The newest version that Azurite knows. */
const azuriteVersion = '2024-11-04';

const refusal = (code: string, status = 403): Response =>
  new Response(`<Error><Code>${code}</Code><Message>CANARY</Message></Error>`, {
    status,
    headers: { 'x-ms-error-code': code },
  });

/** Which letter a call needs: to receive and to remove is to process. */
const letterFor = (method: string, path: string): string | undefined => {
  if (/^\/[a-z0-9-]+\/messages$/.test(path)) return { GET: 'p', POST: 'a' }[method];
  if (/^\/[a-z0-9-]+\/messages\/[\w-]+$/.test(path)) return { DELETE: 'p', PUT: 'u' }[method];
  return undefined;
};

/**
 * Queue Storage in front of Azurite, whose own queues know no user delegation: it gives keys to who has a sign-in, and lets in who brings a signature by
 * such a key, to what was signed (learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas).
 *
 * @param azurite a `fetch` for its queues
 * @param now milliseconds since 1970
 */
export const delegatedQueues = (azurite: typeof globalThis.fetch, now: () => number): typeof globalThis.fetch => {
  const giveKey = async (request: Request): Promise<Response> => {
    const isSignedIn = /^Bearer \S+$/.test(request.headers.get('authorization') ?? '');
    if (!isSignedIn) return refusal('AuthenticationFailed');
    if ((request.headers.get('x-ms-version') ?? '') < earliest) return refusal('UnsupportedHeader', 400);
    const [, start, end] =
      /<KeyInfo><Start>([^<]+)<\/Start><Expiry>([^<]+)<\/Expiry><\/KeyInfo>$/.exec(await request.text()) ?? [];
    if (!(Date.parse(start ?? '') <= now())) return refusal('InvalidXmlNodeValue', 400);
    const version = request.headers.get('x-ms-version');
    return new Response(
      `<?xml version="1.0" encoding="utf-8"?><UserDelegationKey><SignedOid>${objectId}</SignedOid><SignedTid>${tenantId}</SignedTid><SignedStart>${start}</SignedStart><SignedExpiry>${end}</SignedExpiry><SignedService>q</SignedService><SignedVersion>${version}</SignedVersion><Value>${key.toString('base64')}</Value></UserDelegationKey>`,
    );
  };

  const isLetIn = (url: URL, method: string): boolean => {
    const given = (name: string) => url.searchParams.get(name) ?? '';
    const [account] = url.host.split('.');
    const [, queue] = url.pathname.split('/');
    const lines = [
      ...['sp', 'st', 'se'].map(given),
      `/queue/${account}/${queue}`,
      ...['skoid', 'sktid', 'skt', 'ske', 'sks', 'skv', 'skdutid', 'sduoid', 'sip', 'spr', 'sv'].map(given),
    ];
    const expected = createHmac('sha256', key).update(lines.join('\n')).digest('base64');
    const letter = letterFor(method, url.pathname);
    return (
      given('sig') === expected &&
      given('sr') === 'q' &&
      given('sv') >= earliest &&
      letter !== undefined &&
      given('sp').includes(letter) &&
      Date.parse(given('se')) > now() &&
      Date.parse(given('ske')) > now()
    );
  };

  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (url.searchParams.get('comp') === 'userdelegationkey') return giveKey(request);
    if (request.headers.has('authorization')) return azurite(input, init);
    if (!isLetIn(url, request.method)) return refusal('AuthenticationFailed');
    const own = ['sv', 'spr', 'st', 'se', 'sr', 'sp', 'sig', 'skoid', 'sktid', 'skt', 'ske', 'sks', 'skv'];
    for (const name of own) url.searchParams.delete(name);
    const headers = { ...Object.fromEntries(request.headers), authorization: `Bearer ${azuriteToken()}` };
    const body = request.body === null ? null : await request.text();
    return azurite(url, { method: request.method, headers: { ...headers, 'x-ms-version': azuriteVersion }, body });
  };
};
