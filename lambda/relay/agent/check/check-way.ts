import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Outward } from '../call/outward.ts';
import { unreachableText } from '../call/unreachable-gate.ts';
import type { CheckedLine } from './checked-line.ts';
import { proxyFor } from './proxy-for.ts';

const milliseconds = 10_000;

/**
 * The way to the gate, one step after the other: the name, the proxy or the port, and TLS with whoever signed the certificate. The step that fails is told
 * with what to do, and those behind it are not tried.
 *
 * @param url of the relay
 */
export const checkWay = async (url: URL, outward: Outward): Promise<readonly CheckedLine[]> => {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const proxy = proxyFor(url, outward.proxy);
  const first = proxy ? proxy : { hostname: url.hostname, port };
  const what = proxy ? 'proxy' : `TCP ${port}`;
  const lines: CheckedLine[] = [];
  const step = async <Value>(
    name: string,
    work: () => Promise<readonly [Value, string]>,
  ): Promise<Value | undefined> => {
    try {
      const [value, text] = await work();
      lines.push({ what: name, outcome: 'good', text });
      return value;
    } catch (error) {
      const { issuer } = error as { issuer?: string };
      lines.push({
        what: name,
        outcome: 'bad',
        text: (issuer ? `certified by ${issuer}: ` : '') + unreachableText(error),
      });
      return undefined;
    }
  };
  const address = await step('DNS', async () => {
    const found = (await lookup(first.hostname.replace(/^\[|\]$/g, ''))).address;
    return [found, `${first.hostname} is ${found}${proxy ? '; the gate’s name is the proxy’s to resolve' : ''}`];
  });
  if (address === undefined) return lines;
  const socket = await step(what, async (): Promise<readonly [Socket, string]> => {
    const opened = proxy ? await tunnel(proxy, `${url.hostname}:${port}`) : await open(address, port);
    return [
      opened,
      proxy
        ? `${proxy.hostname}:${proxy.port} lets through to ${url.hostname}:${port}`
        : `${address} takes connections`,
    ];
  });
  if (!socket || url.protocol !== 'https:') {
    socket?.destroy();
    return lines;
  }
  try {
    await step(
      'TLS',
      async (): Promise<readonly [true, string]> => [true, await certifiedBy(socket, url.hostname, outward)],
    );
  } finally {
    socket.destroy();
  }
  return lines;
};

const open = async (host: string, port: number): Promise<Socket> => {
  const socket = connect(port, host);
  await once(socket, 'connect', { signal: AbortSignal.timeout(milliseconds) });
  return socket;
};

const tunnel = async (
  { hostname, port, authorization }: NonNullable<ReturnType<typeof proxyFor>>,
  target: string,
): Promise<Socket> => {
  const headers = { host: target, ...(authorization && { 'proxy-authorization': authorization }) };
  const asked = request({ host: hostname, port, method: 'CONNECT', path: target, headers, agent: false }).end();
  const [answer, socket] = (await once(asked, 'connect', { signal: AbortSignal.timeout(milliseconds) })) as [
    { statusCode: number },
    Socket,
  ];
  if (answer.statusCode === 200) return socket;
  socket.destroy();
  throw Object.assign(new Error(`status ${answer.statusCode}`), { code: 'ERR_PROXY_TUNNEL' });
};

/** Who vouches for the gate. A proxy that inspects shows by its own name. */
const certifiedBy = async (socket: Socket, hostname: string, { authorities }: Outward): Promise<string> => {
  const options = {
    socket,
    servername: hostname,
    rejectUnauthorized: false,
    ...(authorities && { ca: [...authorities] }),
  };
  const secure: TLSSocket = connectTls(/^[\d.]+$/.test(hostname) ? { ...options, servername: '' } : options);
  await once(secure, 'secureConnect', { signal: AbortSignal.timeout(milliseconds) });
  const { issuer } = secure.getPeerCertificate();
  const name = [issuer?.O, issuer?.CN]
    .flat()
    .filter(Boolean)
    .join(', ')
    .replace(/[^\x20-\x7e]/g, '?');
  secure.destroy();
  if (secure.authorized) return `${hostname} is certified by ${name}`;
  const { message, code } = secure.authorizationError as unknown as { message?: string; code?: string };
  throw Object.assign(new Error(`certified by ${name}: ${message}`), {
    code: code ?? String(secure.authorizationError),
    issuer: name,
  });
};
