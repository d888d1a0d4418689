import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type SyncDocument, syncDocument } from '../../../config/config.ts';
import { parseConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';

/** A source of people in a file, and a sync of them to a SCIM service. */
export const exampleConfiguration = (more = '', sync = ''): string => `
gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://issuer.example/, audience: gateway } } }
sources:
  people:
    connector: file
    files:
      - path: ./people.csv
        entity: { type: person, id: id, name: name, attributes: { email: email } }
sync:
  bi-users:
    from: people
    users: { type: person, key: user.email }
    to: { destination: scim, baseUrl: "https://app.example.com/scim/v2" }
    map: { userName: "\${user.email}", displayName: "\${user.name}" }
    webhook: { settleSeconds: 0 }
    signIn:
      servers: [{ name: login, issuer: "https://login.acme.example/", audience: sallyport-sign-in, subject: bi-login }]
      audience: https://bi.acme.example
    ${sync}
${more}`;

/** What lies beside a sync's handler, with a destination on this machine. */
export const exampleDocument = (baseUrl: string, sync = ''): SyncDocument => {
  const path = join(import.meta.dirname, 'test.yaml');
  const document = syncDocument(parseConfig(exampleConfiguration('', sync), path, connectors), 'bi-users');
  const { to } = document.sync;
  const options = { ...to.options, baseUrl, privateAddresses: ['127.0.0.0/8'] };
  return { ...document, sync: { ...document.sync, to: { ...to, options } } };
};

/** So many people, as the source has them. */
export const peopleFile = (count: number): string =>
  `id,name,email\n${Array.from({ length: count }, (_, id) => `${id},Person ${id},p${id}@acme.example\n`).join('')}`;

/** What webhooks are signed with, as it is entered. */
export const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`;

/** Headers of a call that is signed as Standard Webhooks says. */
export const signedHeaders = (body: string, now = Date.now()): Readonly<Record<string, string>> => {
  const id = `msg_${randomBytes(12).toString('hex')}`;
  const timestamp = String(Math.floor(now / 1_000));
  const key = Buffer.from(webhookSecret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
};
