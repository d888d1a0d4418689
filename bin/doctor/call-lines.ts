import { version } from '../../lambda/version.ts';
import type { ConfiguredSource } from '../configured-source.ts';
import type { ExaminedSource } from './examined-host.ts';
import { failed, type Line, notKnown, ok } from './line.ts';
import { wrongToken } from './wrong-token.ts';

/** A container may have to start first. */
const patience = 60_000;

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Calls a source as the vendor does, and as whoever knows its URL: nobody may be let in without a token, or with one of somebody else's. */
export const callLines = async (
  configured: ConfiguredSource,
  source: ExaminedSource,
  stop: AbortSignal,
): Promise<readonly Line[]> => {
  const url = (await source.publicUrl()).replace(/\/$/, '');
  const ask = asker(stop);
  const knock = (authorization?: string) => ask(...requestOf(configured, url, authorization));
  const token = await wrongToken(await source.rightToken(), source.host.platform.now);
  const [health, none, wrong] = await Promise.all([ask(`${url}/health`, {}), knock(), knock(`Bearer ${token}`)]);
  return [
    refusedLine('without a token', none, url),
    refusedLine('with a wrong token', wrong, url),
    healthLine(health, source.isOpen, url),
  ];
};

/** What must be proved before it is answered: a procedure of the protocol, or any path of an API. */
const requestOf = (
  { source: { serve } }: ConfiguredSource,
  url: string,
  authorization: string | undefined,
): readonly [string, RequestInit] => {
  const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
  return serve.includes('import')
    ? [`${url}/elimity.insights.customgateway.v1alpha2.Service/Meta`, { method: 'POST', headers, body: '{}' }]
    : [`${url}/`, { headers }];
};

/** An answer, or why none came. */
const asker =
  (stop: AbortSignal) =>
  async (url: string, init: RequestInit): Promise<Answer | string> => {
    try {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(patience)]);
      const response = await fetch(url, { ...init, redirect: 'manual', signal });
      const text = await response.text();
      return { status: response.status, body: jsonIn(text) };
    } catch (error) {
      stop.throwIfAborted();
      const { name, cause } = error as Error & { cause?: NodeJS.ErrnoException };
      return cause?.code ?? name;
    }
  };

const jsonIn = (text: string): Answer['body'] => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};

const unreached = (what: string, cause: string, url: string): Line =>
  failed(what, `${url} does not answer (${cause})`, 'look whether it runs, and whether this machine reaches it');

/** Whoever was let in gets 403 too where he asks an API for what is in no shapes file: the code tells it apart. */
const isRefusal = ({ status, body: { code } }: Answer): boolean =>
  status === 401 || (status === 403 && (code === undefined || /^(principal|external-id)-/.test(String(code))));

const refusedLine = (what: string, answer: Answer | string, url: string): Line => {
  if (typeof answer === 'string') return unreached(what, answer, url);
  if (isRefusal(answer)) return ok(what, `a call is refused with ${answer.status}`);
  if (answer.body['code'] === 'issuer-unavailable') {
    const todo = "let the network out to the vendor's issuer, or ask the vendor whether it is up";
    return failed(
      what,
      'a call is not let in, but nor is the vendor: the keys of its issuer can not be read from there',
      todo,
    );
  }
  const todo = 'shut the source until it is known why: take its URL away from the vendor, and deploy again';
  return failed(what, `a call is answered with ${answer.status}, and must be refused with 401 or 403`, todo);
};

const healthLine = (answer: Answer | string, isOpen: boolean, url: string): Line => {
  if (typeof answer === 'string') return unreached('health', answer, url);
  const { status, body } = answer;
  if (!isOpen && (status === 401 || status === 403))
    return notKnown('health', `answered to the vendor alone (${status}): the platform lets in nobody else`);
  if (status !== 200 || body['status'] !== 'up')
    return failed('health', `${url}/health answers with ${status}`, 'look at the log of the source');
  const [runs, source] = [String(body['version']), String(body['source'])].map((text) => text.slice(0, 40));
  if (runs !== version) return failed('health', `${runs} is up, and this is ${version}`, 'deploy again');
  return ok('health', `${runs} is up, and the source: ${source}`);
};
