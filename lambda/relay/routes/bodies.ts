import { createPublicKey } from 'node:crypto';
import * as z from 'zod/mini';
import type { CodeRequest, ConnectRequest, EnrolRequest, Heartbeat, RenewRequest } from '../protocol.ts';
import { RelayRefused } from '../relay-refused.ts';

const text = (longest: number) => z.string().check(z.maxLength(longest));

/** A certificate request for P-256 has some 400 characters. */
const request = text(8_192);
const incarnation = z.string().check(z.regex(/^[\w-]{22}$/));
const count = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most));

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
    agent: text(32),
    uses: z.exactOptional(z.int()),
    lifetimeSeconds: z.exactOptional(z.int()),
  }),
  enrol: z.strictObject({
    code: z.exactOptional(text(128)),
    agent: z.exactOptional(text(32)),
    request,
  }),
  renew: z.strictObject({ request }),
  connect: z.strictObject({
    incarnation,
    agreementKey: z.string().check(z.refine(isPoint)),
    version: z.string().check(z.regex(/^[\w.+-]{1,32}$/)),
    system: z.string().check(z.regex(/^[\w.-]{1,32}$/)),
    capacity: count(1, 64),
  }),
  heartbeat: z.strictObject({ incarnation, running: count(0, 64), draining: z.boolean() }),
  process: z.strictObject({ incarnation }),
} as const satisfies {
  readonly code: z.ZodMiniType<CodeRequest>;
  readonly enrol: z.ZodMiniType<EnrolRequest>;
  readonly renew: z.ZodMiniType<RenewRequest>;
  readonly connect: z.ZodMiniType<ConnectRequest>;
  readonly heartbeat: z.ZodMiniType<Heartbeat>;
  readonly process: z.ZodMiniType<{ readonly incarnation: string }>;
};

/**
 * Reads the body of a call.
 *
 * Throws RelayRefused `request-malformed`, which names the fields that are wrong, and no value.
 */
export const bodyOf = <Value>(form: z.ZodMiniType<Value>, bytes: Uint8Array): Value => {
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
