import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';

/** An OpenID issuer on loopback, as far as verifying its tokens needs one. */
export interface TestIssuer {
  /** With a slash at the end, as the vendor's. */
  readonly issuer: string;
  /** PKCS #8 in PEM. */
  readonly key: string;
  readonly keyId: string;
  /** The file with the certificate that its server shows. */
  readonly certificate: string;
  /** The file with the key of that: other servers on loopback may show it too. */
  readonly certificateKey: string;
  stop(): void;
}

/** Starts an issuer over TLS, with a certificate of its own. */
export const startTestIssuer = async (): Promise<TestIssuer> => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-issuer-'));
  const [certificate, tlsKey] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', tlsKey, '-out', certificate],
    ],
    { stdio: 'ignore' },
  );
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keyId = 'test';
  const documents: Record<string, object> = {};
  const server = createServer(
    { cert: await readFile(certificate), key: await readFile(tlsKey) },
    ({ url = '' }, response) => {
      const document = documents[url];
      response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(document ?? {}));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const issuer = `https://localhost:${(server.address() as AddressInfo).port}/`;
  documents['/.well-known/openid-configuration'] = { issuer, jwks_uri: `${issuer}keys` };
  documents['/keys'] = { keys: [{ ...(await exportJWK(publicKey)), kid: keyId, alg: 'RS256', use: 'sig' }] };
  return {
    issuer,
    key: await exportPKCS8(privateKey),
    keyId,
    certificate,
    certificateKey: tlsKey,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
