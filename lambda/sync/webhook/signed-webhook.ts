import { createHmac, timingSafeEqual } from 'node:crypto';
import { SyncRefused } from '../routes/sync-refused.ts';

/** What the headers of a webhook say, before anybody knows whether it is true. */
export interface WebhookHeaders {
  /** The same for each try of one message. */
  readonly id: string;
  /** Seconds since 1970, as they were written: of the try. */
  readonly timestamp: string;
  /** 32 bytes each. */
  readonly signatures: readonly Uint8Array[];
}

const toleranceSeconds = 5 * 60;

/** No dot: what is signed is `id.timestamp.body`, and where the id ends may not be anybody's choice. */
const idPattern = /^[!-\-/-~]{1,256}$/;
const timestampPattern = /^[1-9]\d{0,11}$/;
/** HMAC-SHA256 in Base64. Signatures of other kinds (`v1a`) may stand beside it. */
const signaturePattern = /^v1,([A-Za-z0-9+/]{43}=)$/;
const mostSignatureCharacters = 4_096;

/**
 * Reads the headers of a webhook (Standard Webhooks 1.0.0, github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 *
 * Throws SyncRefused `signature-missing`, `signature-malformed` or `timestamp-refused`.
 *
 * @param now milliseconds since 1970
 */
export const webhookHeaders = (headers: Headers, now: number): WebhookHeaders => {
  const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map((name) => headers.get(`webhook-${name}`));
  if (!id || !timestamp || !signature) throw missing();
  if (!idPattern.test(id) || !timestampPattern.test(timestamp) || signature.length > mostSignatureCharacters)
    throw malformed();
  const signatures = signature.split(' ').flatMap((each) => signaturePattern.exec(each)?.[1] ?? []);
  if (signatures.length === 0) throw malformed();
  if (Math.abs(now / 1_000 - Number(timestamp)) > toleranceSeconds) throw untimely();
  return { id, timestamp, signatures: signatures.map((text) => Buffer.from(text, 'base64')) };
};

/** When nobody can send a webhook again that says this time: milliseconds since 1970. */
export const endOf = ({ timestamp }: WebhookHeaders): number => (Number(timestamp) + toleranceSeconds) * 1_000;

/**
 * Proves that one of the secrets signed these headers and this body.
 *
 * Throws SyncRefused `signature-refused`.
 */
export const proveWebhook = (
  { id, timestamp, signatures }: WebhookHeaders,
  body: Uint8Array,
  secrets: readonly Uint8Array[],
): void => {
  const expected = secrets.map((secret) =>
    createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest(),
  );
  if (!expected.some((one) => signatures.some((other) => timingSafeEqual(one, other)))) throw refused();
};

const missing = () =>
  new SyncRefused(
    'signature-missing',
    'Sign the call: send webhook-id, webhook-timestamp and webhook-signature (standardwebhooks.com).',
  );

const malformed = () =>
  new SyncRefused(
    'signature-malformed',
    'Send an id without dots, seconds since 1970 as timestamp, and a signature of the form v1,<Base64 of HMAC-SHA256> (standardwebhooks.com).',
  );

const untimely = () =>
  new SyncRefused(
    'timestamp-refused',
    'Sign the call anew, at most five minutes before it is sent, and set the clock.',
  );

const refused = () =>
  new SyncRefused(
    'signature-refused',
    "Sign exactly the bytes that are sent, with the bytes that webhook_secret of the sync's secret stands for.",
  );
