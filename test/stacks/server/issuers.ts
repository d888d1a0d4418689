import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { signToken } from '../../../vendor/sign-token.ts';

/** The certificate of the issuers and of the collector of telemetry, and its key: paths. It certifies itself. */
export const issuersCertificate = {
  certificate: join(import.meta.dirname, 'certificates/issuers.pem'),
  key: join(import.meta.dirname, 'certificates/issuers-key.pem'),
};

/** The issuers of the vendor and of Google, at one port of loopback. */
export interface Issuers {
  readonly port: number;
  token(issuer: string, audience: string, claims: Readonly<Record<string, string>>): Promise<string>;
  stop(): void;
}

/** Starts what publishes the keys that tokens are signed with, as OpenID Connect Discovery says, under the names of its certificate. */
export const startIssuers = async (): Promise<Issuers> => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] };
  const server = createServer(
    { cert: readFileSync(issuersCertificate.certificate), key: readFileSync(issuersCertificate.key) },
    ({ url, headers: { host = '' } }, response) => {
      const origin = `https://${host}`;
      const documents: Record<string, object> = {
        '/jwks': jwks,
        '/.well-known/openid-configuration': { issuer: `${origin}/`, jwks_uri: `${origin}/jwks` },
      };
      // Google's keys are at an address that everybody knows.
      const document = host === 'www.googleapis.com' ? { '/oauth2/v3/certs': jwks }[url ?? ''] : documents[url ?? ''];
      response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
      response.end(document && JSON.stringify(document));
    },
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
  return {
    port: (server.address() as AddressInfo).port,
    token: (issuer, audience, claims) => signToken({ key, keyId: 'k1', issuer, audience, claims, now: Date.now }),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
};
