import { crc32c } from '../../../lambda/platform/gcp/crc32c.ts';
import type { Check } from './cloud-storage.ts';
import { jsonRefusal, strictBody, strictBytes, strictMembers } from './google-refusal.ts';

/** One version of a secret; the first has number 1. */
export interface ManagedVersion {
  readonly text: string;
  readonly madeAt: number;
  state: 'ENABLED' | 'DISABLED' | 'DESTROYED';
}

/** Secret Manager, as far as it is called. */
export interface SecretManager {
  /** By name, `projects/<project>/secrets/<secret>`. */
  readonly secrets: Map<string, ManagedVersion[]>;
  answer(request: Request, check: Check): Promise<Response>;
}

/** Resources are called by the number of their project in answers, whatever they were asked for by. */
const projectNumber = '123456789012';

const place =
  /^\/v1\/(projects\/[a-z0-9-]+\/secrets\/[\w-]{1,255})(?:\/versions\/(latest|\d+))?(?::(access|addVersion))?$/;

export const secretManager = (now: () => number): SecretManager => {
  const secrets: SecretManager['secrets'] = new Map();

  const versionName = (name: string, number: number): string =>
    `${name.replace(/^projects\/[^/]+/, `projects/${projectNumber}`)}/versions/${number}`;

  const add = async (request: Request, name: string, versions: ManagedVersion[]): Promise<Response> => {
    const { payload } = await strictBody(request, ['payload']);
    const { data, dataCrc32c } = strictMembers(payload, ['data', 'dataCrc32c']);
    const bytes = strictBytes(data);
    const isIntact = dataCrc32c === undefined || dataCrc32c === String(crc32c(bytes));
    if (bytes.length > 65_536 || !isIntact) throw jsonRefusal('INVALID_ARGUMENT');
    versions.push({ text: bytes.toString(), madeAt: now(), state: 'ENABLED' });
    return Response.json(described(name, versions.length, versions.at(-1)!));
  };

  const described = (name: string, number: number, { madeAt, state }: ManagedVersion) => ({
    name: versionName(name, number),
    createTime: new Date(madeAt).toISOString(),
    state,
  });

  return {
    secrets,
    async answer(request, check) {
      const { pathname, search } = new URL(request.url);
      const [, name = '', version, method] = place.exec(decodeURIComponent(pathname)) ?? [];
      if (name === '' || search !== '') throw jsonRefusal('INVALID_ARGUMENT');
      const versions = secrets.get(name);
      const demand = (permission: string): void => {
        if (!check(permission, name)) throw jsonRefusal('PERMISSION_DENIED', 'IAM_PERMISSION_DENIED');
      };
      if (request.method === 'POST' && method === 'addVersion' && version === undefined) {
        demand('secretmanager.versions.add');
        if (!versions) throw jsonRefusal('NOT_FOUND');
        return add(request, name, versions);
      }
      if (request.method !== 'GET' || version === undefined || method === 'addVersion') throw jsonRefusal('NOT_FOUND');
      demand(method === 'access' ? 'secretmanager.versions.access' : 'secretmanager.versions.get');
      const number = version === 'latest' ? (versions?.length ?? 0) : Number(version);
      const found = versions?.[number - 1];
      if (!found) throw jsonRefusal('NOT_FOUND');
      if (method === undefined) return Response.json(described(name, number, found));
      if (found.state !== 'ENABLED') throw jsonRefusal('FAILED_PRECONDITION');
      const bytes = Buffer.from(found.text);
      const payload = { data: bytes.toString('base64'), dataCrc32c: String(crc32c(bytes)) };
      return Response.json({ name: versionName(name, number), payload });
    },
  };
};
