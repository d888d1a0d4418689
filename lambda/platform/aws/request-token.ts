import { createHash } from 'node:crypto';

/**
 * The token of a request to put what follows a version of a secret: a UUID (RFC 9562, version 8) made of both.
 *
 * Secrets Manager never takes two texts under one token, so of several writers that follow the same version one wins
 * (docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html, ClientRequestToken).
 *
 * @param version the id of the version that is to be followed; empty if the secret has no value yet
 */
export const requestToken = (arn: string, version: string): string => {
  const bytes = createHash('sha256').update(`${arn}\n${version}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
