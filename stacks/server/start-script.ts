/** A host whose containers fetch what they run. */
export type ContainerHost = 'gcp' | 'azure';

/**
 * For how many seconds a container tries to get its package: a role that was just assigned holds after minutes on Azure
 * (learn.microsoft.com/azure/role-based-access-control/troubleshooting). The startup probe has to wait longer than that; Cloud Run's may
 * wait 240 seconds.
 */
export const startPatience = 180;

/**
 * Who the container is, and what to fetch as that. Both services are asked as their documentation says
 * (cloud.google.com/run/docs/container-contract#metadata-server and cloud.google.com/storage/docs/downloading-objects;
 * learn.microsoft.com/azure/container-apps/managed-identity and learn.microsoft.com/rest/api/storageservices/get-blob).
 */
const fetches: Readonly<Record<ContainerHost, string>> = {
  gcp: `
const bundle = env.SALLYPORT_BUNDLE.replace('gs://', 'https://storage.googleapis.com/');
const identity = 'http://' + (env.GCE_METADATA_HOST || 'metadata.google.internal') + '/computeMetadata/v1/instance/service-accounts/default/token';
const proof = { 'metadata-flavor': 'Google' };`,
  azure: `
const bundle = env.SALLYPORT_BUNDLE;
const query = { 'api-version': '2019-08-01', resource: 'https://storage.azure.com', client_id: env.AZURE_CLIENT_ID };
const identity = env.IDENTITY_ENDPOINT + '?' + new URLSearchParams(query);
const proof = { 'x-identity-header': env.IDENTITY_HEADER };`,
};

/** Without a dollar or a percent sign before a bracket, which Terraform, Cloud Run and Container Apps would fill in. */
const scriptOf = (
  host: ContainerHost,
): string => String.raw`// Fetches this source's package, and runs it only if it has the SHA-256 that the template names.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
const { env } = process;
const log = (severity, event, detail) => console.log(JSON.stringify({ time: new Date().toISOString(), severity, level: severity.toLowerCase(), event, detail }));
const refuse = (detail) => { log('ERROR', 'start.refused', detail); process.exit(1); };
${fetches[host].trim()}
const get = async (url, headers) => {
  const answer = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(60000) });
  if (answer.ok) return Buffer.from(await answer.arrayBuffer());
  throw Object.assign(new Error(), { code: new URL(url).host + ' answered ' + answer.status });
};
const fetched = async (until) => {
  for (let wait = 1000; ; wait = Math.min(2 * wait, 10000)) {
    try {
      const { access_token } = JSON.parse(await get(identity, proof));
      return await get(bundle, { authorization: 'Bearer ' + access_token, 'x-ms-version': '2023-11-03' });
    } catch (error) {
      const reason = error.cause?.code || error.code || error.name;
      if (Date.now() + wait > until) refuse('The package can not be fetched: ' + reason + '. May the identity of this container read it? Deploy again.');
      log('WARNING', 'start.retried', reason);
      await sleep(wait);
    }
  }
};
const unpack = (tar, folder) => {
  const text = (start, length) => tar.toString('utf8', start, start + length).split('\0')[0];
  for (let at = 0; tar[at]; ) {
    const path = join(folder, text(at + 345, 155), text(at, 100));
    const [size, type] = [parseInt(text(at + 124, 12), 8), text(at + 156, 1)];
    if (!path.startsWith(folder + '/') || type !== '0' || !(at + 512 + size <= tar.length)) refuse('The package holds what is no plain file of its own. Deploy again.');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, tar.subarray(at + 512, at + 512 + size), { flag: 'wx', mode: 0o444 });
    at += 512 + 512 * Math.ceil(size / 512);
  }
  return folder;
};
const checked = (tar) => {
  if (createHash('sha256').update(tar).digest('hex') === env.SALLYPORT_BUNDLE_SHA256) return tar;
  return refuse('The package is not the one that was deployed: its SHA-256 is another. Nothing of it was run. Find out who changed it, then deploy again.');
};
await import('file://' + unpack(checked(await fetched(Date.now() + ${String(startPatience * 1000)})), mkdtempSync('/tmp/sallyport-')) + '/gateway.mjs');
`;

/**
 * What a container of the image `node` is started with: it fetches the package of its source with the identity that the platform gives
 * it, and runs nothing else than what the template names by its SHA-256.
 *
 * It needs `SALLYPORT_BUNDLE` and `SALLYPORT_BUNDLE_SHA256`, a folder `/tmp` that can be written, and on Azure `AZURE_CLIENT_ID`. Node's
 * settings are those of `npm start`.
 */
export const startCommand = (host: ContainerHost): string[] => [
  'node',
  '--max-semi-space-size=8',
  '--expose-gc',
  '--input-type=module',
  '--eval',
  scriptOf(host),
];
