import { hash } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { canonicalText } from './canonical-text.ts';

/** 128 bits: of 10^9 documents, two have the same with a probability of 10^-21. */
const bytes = 16;

/**
 * What tells whether a document is another one than before: SHA-256 of its canonical text, the first 128 bits, base64url (22 characters). It
 * is no secret-keeping hash: who can guess a document can confirm it.
 */
export const documentHash = (document: JsonObject): string =>
  hash('sha256', canonicalText(document), 'buffer').subarray(0, bytes).toString('base64url');
