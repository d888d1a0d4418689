import { createHash } from 'node:crypto';
import { serializeDictionary } from 'structured-headers';

/**
 * The header `Content-Digest` of a body (RFC 9530, section 2), by SHA-256 alone. An empty body has one too.
 *
 * @example contentDigest(new TextEncoder().encode('{"hello": "world"}')) // 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:'
 */
export const contentDigest = (body: Uint8Array): string =>
  serializeDictionary(new Map([['sha-256', [new Uint8Array(createHash('sha256').update(body).digest()), new Map()]]]));
