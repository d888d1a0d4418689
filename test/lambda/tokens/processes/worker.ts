import { randomBytes } from 'node:crypto';
import { loadKeys } from '../../../../lambda/keys/gateway-keys.ts';
import { localPlatform } from '../../../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../../../lambda/platform/log.ts';
import type { Platform } from '../../../../lambda/platform/platform.ts';
import { sourceAccess } from '../../../../lambda/tokens/access/source-access.ts';
import { gateway, type Request, type Settings, scheme, source, type Told } from './settings.ts';

/** A process of a gateway, as far as credentials go: it gets as many as it is told to, and dies where it is told to. */
const settings: Settings = JSON.parse(process.argv[2]!);

const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};

const local = localPlatform({
  directory: settings.directory,
  gateway,
  source,
  log: jsonLog((line) => process.stdout.write(line), Date.now),
});

const platform: Platform = {
  ...local,
  now: () => Date.now() + settings.clockAhead,
  state: {
    read: local.state.read,
    async write(name, text, after) {
      const isToken = !name.endsWith('.lease');
      if (isToken && settings.dies === 'before-write') return die();
      const version = await local.state.write(name, text, after);
      return isToken && settings.dies === 'after-write' ? die() : version;
    },
  },
  http: (options) => {
    const client = local.http(options);
    return async (request) => (settings.dies === 'before-request' ? die() : client(request));
  },
};

const access = sourceAccess({
  authentication: {
    schemes: { oauth: scheme(settings) },
    alternatives: [['oauth']],
    privateAddresses: ['127.0.0.0/8'],
  },
  platform,
  gateway,
  source,
  keys: loadKeys({
    gateway,
    keys: local.keys,
    now: Date.now,
    random: randomBytes,
    onFailure: () => undefined,
  }),
});

const { signal } = new AbortController();

const getOne = async (): Promise<string> => {
  try {
    return (await access.credentials(signal)).headers['authorization']!;
  } catch (error) {
    return `failed: ${(error as { detail?: { token?: string } }).detail?.token ?? String(error)}`;
  }
};

process.on('message', async ({ callers }: Request) => {
  const all = await Promise.all(Array.from({ length: callers }, getOne));
  const told: Told = { different: [...new Set(all)] };
  process.send!(told);
});
process.send!('ready');
