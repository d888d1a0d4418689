import { createPublicKey } from 'node:crypto';
import * as z from 'zod';
import type { CodeRequest, ConnectRequest, EnrolRequest, Heartbeat, RenewRequest } from '../protocol.ts';
import { RelayRefused } from '../relay-refused.ts';

/** A certificate request for P-256 has some 400 characters. */
const request = z.string().max(8_192);
const incarnation = z.string().regex(/^[\w-]{22}$/);
const count = (least: number, most: number) => z.int().min(least).max(most);

/** Whether this is a public key for HPKE: an uncompressed point of P-256, Base64url. */
const isPoint = (text: string): boolean => {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== 65 || bytes[0] !== 4 || bytes.toString('base64url') !== text) return false;
  const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((part) => part.toString('base64url'));
  try {
    createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: x!, y: y! } });
    return true;
  } catch {
    return false;
  }
};

/** What the routes are sent, as the protocol says; what it does not say is refused. */
export const bodies = {
  code: z.strictObject({
    agent: z.string().max(32),
    uses: z.int().exactOptional(),
    lifetimeSeconds: z.int().exactOptional(),
  }),
  enrol: z.strictObject({
    code: z.string().max(128).exactOptional(),
    agent: z.string().max(32).exactOptional(),
    request,
  }),
  renew: z.strictObject({ request }),
  connect: z.strictObject({
    incarnation,
    agreementKey: z.string().length(87).refine(isPoint),
    version: z.string().regex(/^[\w.+-]{1,32}$/),
    system: z.string().regex(/^[\w.-]{1,32}$/),
    capacity: count(1, 64),
  }),
  heartbeat: z.strictObject({ incarnation, running: count(0, 64), draining: z.boolean() }),
  process: z.strictObject({ incarnation }),
} as const satisfies {
  readonly code: z.ZodType<CodeRequest>;
  readonly enrol: z.ZodType<EnrolRequest>;
  readonly renew: z.ZodType<RenewRequest>;
  readonly connect: z.ZodType<ConnectRequest>;
  readonly heartbeat: z.ZodType<Heartbeat>;
  readonly process: z.ZodType<{ readonly incarnation: string }>;
};

/**
 * Reads the body of a call.
 *
 * Throws RelayRefused `request-malformed`, which names the fields that are wrong, and no value.
 */
export const bodyOf = <Value>(form: z.ZodType<Value>, bytes: Uint8Array): Value => {
  const { success, data, error } = form.safeParse(json(bytes));
  if (success) return data;
  const fields = [...new Set(error.issues.map(({ path, code }) => (path.length > 0 ? path.join('.') : code)))];
  throw new RelayRefused('request-malformed', 'Send a JSON object as the protocol says, and nothing besides.', {
    reason: `the body is wrong at ${fields.join(', ')}`,
  });
};

const json = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // A parser's own message quotes the text.
    return undefined;
  }
};
