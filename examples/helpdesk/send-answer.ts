import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Answer } from './page-of.ts';

/** Not in TypeScript's library yet (ECMAScript's JSON.parse source text access, stage 3). */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

const gzipFrom = 1_024;

/** Account numbers are numbers of twenty digits: JSON can hold them, JavaScript's own numbers can not. */
const jsonOf = (value: unknown): Buffer =>
  Buffer.from(JSON.stringify(value, (key, each) => (key === 'account' ? rawJSON(each) : each)));

const isCurrent = ({ headers }: IncomingMessage, tag: string): boolean =>
  (headers['if-none-match'] ?? '').split(',').some((known) => ['*', tag, `W/${tag}`].includes(known.trim()));

/** Sends an answer as JSON: with an entity tag, not at all if the client has it already, compressed if it can read that. */
export const sendAnswer = (request: IncomingMessage, response: ServerResponse, answer: Answer): void => {
  const plain = jsonOf(answer.value);
  const isZipped = plain.length >= gzipFrom && /\bgzip\b/.test(String(request.headers['accept-encoding']));
  // Other bytes, other tag: a strong one belongs to one encoding (RFC 9110, section 8.8.3.3).
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  const tag = `"${digest}${isZipped ? '-gzip' : ''}"`;
  const headers = { ...answer.headers, vary: 'accept-encoding', 'cache-control': 'private, no-cache' };
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  if (answer.status === 200 && isReading && isCurrent(request, tag)) {
    response.writeHead(304, { ...headers, etag: tag }).end();
    return;
  }
  const body = isZipped ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(answer.status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    ...(answer.status === 200 && { etag: tag }),
    ...(isZipped && { 'content-encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
};
