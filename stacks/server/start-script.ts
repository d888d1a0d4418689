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
const places: Readonly<Record<ContainerHost, string>> = {
  gcp: `
const bundle = process.env.SALLYPORT_BUNDLE.replace('gs://', 'https://storage.googleapis.com/');
const identity = 'http://' + (process.env.GCE_METADATA_HOST || 'metadata.google.internal') + '/computeMetadata/v1/instance/service-accounts/default/token';
const proof = { 'metadata-flavor': 'Google' };`,
  azure: `
const bundle = process.env.SALLYPORT_BUNDLE;
const identity = process.env.IDENTITY_ENDPOINT + '?api-version=2019-08-01&resource=https%3A%2F%2Fstorage.azure.com&client_id=' + process.env.AZURE_CLIENT_ID;
const proof = { 'x-identity-header': process.env.IDENTITY_HEADER };`,
};

/**
 * For a reviewer to read in the template. Without a dollar or a percent sign before a bracket, which Terraform, Cloud Run and Container
 * Apps would fill in. Whatever fails but the digest is tried again: the same answer may mean that a role does not hold yet.
 */
const scriptOf = (
  host: ContainerHost,
  patience: number,
): string => String.raw`// Fetches the package of this source, and runs it only if it has the SHA-256 that the template names.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
const log = (severity, event, reason) => console.log(JSON.stringify({ time: new Date().toISOString(), severity, message: event, event, reason }));
const refuse = (reason) => { log('ERROR', 'start.refused', reason); process.exit(1); };
${places[host].trim()}
const get = async (url, headers) => {
  const answer = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(60000) });
  if (!answer.ok) throw { code: new URL(url).host + ' answered ' + answer.status };
  return Buffer.from(await answer.arrayBuffer());
};
const fetched = async (until, wait) => {
  try {
    const { access_token } = JSON.parse(await get(identity, proof));
    return await get(bundle, { authorization: 'Bearer ' + access_token, 'x-ms-version': '2023-11-03' });
  } catch (error) {
    const reason = error.cause?.code || error.code || error.name;
    if (Date.now() + wait > until) refuse('The package can not be fetched: ' + reason + '. May this identity read it, and is it there? Deploy again.');
    log('WARNING', 'start.retried', reason);
  }
  return new Promise((done) => setTimeout(done, wait)).then(() => fetched(until, Math.min(2 * wait, 10000)));
};
const unpack = (tar) => {
  gc(); // The pieces in which it came are as much again.
  if (createHash('sha256').update(tar).digest('hex') !== process.env.SALLYPORT_BUNDLE_SHA256) refuse('The package is not the one that was deployed: its SHA-256 is another, and nothing of it was run. Find out who changed it, then deploy again.');
  const folder = mkdtempSync('/tmp/sallyport-');
  const text = (start, length) => tar.toString('utf8', start, start + length).split('\0')[0];
  for (let at = 0, size; tar[at]; at += 512 + 512 * Math.ceil(size / 512)) {
    const path = join(folder, text(at + 345, 155), text(at, 100));
    size = parseInt(text(at + 124, 12), 8);
    if (!path.startsWith(folder + '/') || text(at + 156, 1) !== '0' || !(size >= 0 && at + 512 + size <= tar.length)) refuse('The package holds what is no file of its own folder. Deploy again.');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, tar.subarray(at + 512, at + 512 + size), { flag: 'wx', mode: 0o444 });
  }
  return folder;
};
await import('file://' + unpack(await fetched(Date.now() + ${String(patience * 1_000)}, 1000)) + '/gateway.mjs');
`;

/**
 * What a container of the image `node` is started with: it fetches the package of its source with the identity that the platform gives
 * it, and runs nothing else than what the template names by its SHA-256.
 *
 * It needs `SALLYPORT_BUNDLE` and `SALLYPORT_BUNDLE_SHA256`, a folder `/tmp` that can be written, and on Azure `AZURE_CLIENT_ID`. Node's
 * settings are those of `npm start`.
 *
 * @param patience for how many seconds it tries to get the package
 */
export const startCommand = (host: ContainerHost, patience: number = startPatience): string[] => [
  'node',
  '--max-semi-space-size=8',
  '--expose-gc',
  '--input-type=module',
  '--eval',
  scriptOf(host, patience),
];
