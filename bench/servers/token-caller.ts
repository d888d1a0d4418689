import { randomBytes } from 'node:crypto';
import { loadKeys } from '../../lambda/keys/gateway-keys.ts';
import { localPlatform } from '../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import { sourceAccess } from '../../lambda/tokens/access/source-access.ts';

/** A process of a gateway that does nothing but get credentials: `node token-caller.ts <directory> <port>`. */
const [directory = '', port = ''] = process.argv.slice(2);
const platform = localPlatform({
  directory,
  gateway: 'bench',
  source: 'api',
  log: jsonLog(() => undefined, Date.now),
});
const access = sourceAccess({
  authentication: {
    schemes: {
      oauth: {
        kind: 'token',
        prefix: '',
        grant: { type: 'clientCredentials' },
        client: { method: 'client_secret_basic' },
        endpoints: { token: `http://127.0.0.1:${port}/token`, hosts: [] },
        scopes: [],
        parameters: {},
        send: 'bearer',
      },
    },
    alternatives: [['oauth']],
    privateAddresses: ['127.0.0.0/8'],
  },
  platform,
  gateway: 'bench',
  source: 'api',
  keys: loadKeys({
    gateway: 'bench',
    keys: platform.keys,
    now: Date.now,
    random: randomBytes,
    onFailure: () => undefined,
  }),
});
const { signal } = new AbortController();

interface Message {
  /** Get credentials for so many at once. */
  readonly callers?: number;
  /** Get credentials so often, one after the other. */
  readonly credentials?: number;
  /** Await so many promises that are kept already. */
  readonly promises?: number;
}

const kept = async (): Promise<object> => access;

const doAll = async ({ callers = 0, credentials = 0, promises = 0 }: Message): Promise<readonly string[]> => {
  const got = await Promise.all(Array.from({ length: callers }, () => access.credentials(signal, 'list')));
  for (let time = 0; time < credentials; time++) await access.credentials(signal, 'list');
  for (let time = 0; time < promises; time++) await kept();
  return [...new Set(got.map(({ headers }) => headers['authorization']!))];
};

process.on('message', async (message: Message) => {
  const began = performance.now();
  const different = await doAll(message);
  process.send!({ milliseconds: performance.now() - began, different });
});
process.send!('ready');
