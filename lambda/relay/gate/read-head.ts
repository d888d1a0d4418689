import type { IncomingHttpHeaders } from 'node:http';
import { RelayFailure } from '../relay-failure.ts';

/** The head of an answer of an HTTP API. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

const name = /^[a-z0-9!#$%&'*+.^_`|~-]{1,256}$/;
const value = /^[\t\x20-\x7e\x80-\xff]*$/;
/** As much as Node's own client takes of a server (nodejs.org/api/http.html#httpmaxheadersize), with room for the names of JSON. */
const mostCharacters = 65_536;

/**
 * Checks that a head is one as a server could have sent it: an agent that was taken over can write anything else.
 *
 * @throws RelayFailure `relay-broken`
 */
export const readHead = (head: unknown): AnswerHead => {
  const { status, headers } = Object(head) as Readonly<Record<string, unknown>>;
  if (!Number.isInteger(status) || Number(status) < 200 || Number(status) > 599) throw broken('status');
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) throw broken('headers');
  let characters = 0;
  for (const [key, written] of Object.entries(headers)) {
    // Node gives a list for this one alone (nodejs.org/api/http.html#messageheaders).
    const values: readonly unknown[] = key === 'set-cookie' && Array.isArray(written) ? written : [written];
    for (const text of values) {
      if (!name.test(key) || typeof text !== 'string' || !value.test(text)) throw broken('headers');
      characters += key.length + text.length;
    }
  }
  if (characters > mostCharacters) throw broken('headers');
  return { status: Number(status), headers: Object.fromEntries(Object.entries(headers)) };
};

const broken = (what: string): RelayFailure =>
  new RelayFailure('relay-broken', `the head of an agent's answer has no ${what} as a server sends them`, {
    sent: true,
  });
