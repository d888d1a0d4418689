import { createHash } from 'node:crypto';
import { jsonRefusal, xmlRefusal } from './google-refusal.ts';

/** Says whether who calls may do something with something; with a list it is told of which prefix. */
export type Check = (permission: string, resource: string, listPrefix?: string) => boolean;

/** An object, in one generation. */
export interface StoredObject {
  readonly bytes: Buffer;
  readonly generation: number;
}

/** Cloud Storage, as far as its XML API is called, and the download and the list of the JSON API. */
export interface CloudStorage {
  /** By bucket, then by name. */
  readonly buckets: Map<string, Map<string, StoredObject>>;
  /** Writes an object as somebody else would. */
  put(bucket: string, name: string, content: string | Uint8Array): void;
  answer(request: Request, check: Check): Promise<Response>;
}

const pageSize = 2;
const bucketName = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;
const known: ReadonlySet<string> = new Set(['x-goog-if-generation-match']);

export const cloudStorage = (): CloudStorage => {
  const buckets: CloudStorage['buckets'] = new Map();
  let generations = 1_763_800_000_000_000;

  const put: CloudStorage['put'] = (bucket, name, content) => {
    generations += 1_000 + (generations % 7);
    const objects = buckets.get(bucket) ?? new Map<string, StoredObject>();
    buckets.set(bucket, objects.set(name, { bytes: Buffer.from(content), generation: generations }));
  };

  const place = (request: Request): { readonly bucket: string; readonly name: string } => {
    const { pathname, searchParams } = new URL(request.url);
    const [, jsonBucket, jsonName] = /^\/storage\/v1\/b\/([^/]+)\/o\/([^/]+)$/.exec(pathname) ?? [];
    const [, bucket, name] = /^\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    const isDownload = jsonBucket !== undefined && request.method === 'GET';
    const query = [...searchParams].map(([key, value]) => `${key}=${value}`).join('&');
    if (query !== (isDownload ? 'alt=media' : '')) throw xmlRefusal(400, 'InvalidArgument');
    const found = isDownload ? [jsonBucket, jsonName] : [bucket, name];
    return { bucket: decodeURIComponent(found[0] ?? ''), name: decodeURIComponent(found[1] ?? '') };
  };

  /** In pages of two, as a list may come. Without access it is no matter whether the bucket is there. */
  const list = (url: URL, bucket: string, check: Check): Response => {
    const { prefix = '', pageToken = '', fields, ...rest } = Object.fromEntries(url.searchParams);
    if (Object.keys(rest).length > 0 || fields !== 'items(name),nextPageToken') throw jsonRefusal('INVALID_ARGUMENT');
    if (!check('storage.objects.list', bucket, prefix)) throw jsonRefusal('PERMISSION_DENIED', 'forbidden');
    const objects = buckets.get(bucket);
    if (!objects) throw jsonRefusal('NOT_FOUND', 'notFound');
    const names = [...objects.keys()].filter((name) => name.startsWith(prefix) && name > pageToken).sort();
    const [page, isMore] = [names.slice(0, pageSize), names.length > pageSize];
    return Response.json({
      ...(page.length > 0 && { items: page.map((name) => ({ name })) }),
      ...(isMore && { nextPageToken: page.at(-1) }),
    });
  };

  return {
    buckets,
    put,
    async answer(request, check) {
      const url = new URL(request.url);
      const [, listedBucket] = /^\/storage\/v1\/b\/([^/]+)\/o$/.exec(url.pathname) ?? [];
      if (listedBucket !== undefined && request.method === 'GET')
        return list(url, decodeURIComponent(listedBucket), check);
      const { bucket, name } = place(request);
      const bytes = Buffer.from(await request.arrayBuffer());
      if (!bucketName.test(bucket)) throw xmlRefusal(400, 'InvalidBucketName');
      if (!isObjectName(name)) throw xmlRefusal(400, 'InvalidArgument');
      const objects = buckets.get(bucket);
      if (!objects) throw xmlRefusal(404, 'NoSuchBucket');
      for (const [header] of request.headers)
        if (header.startsWith('x-goog-') && !known.has(header)) throw xmlRefusal(400, 'InvalidArgument');
      const resource = `${bucket}/${name}`;
      const found = objects.get(name);
      const demand = (permission: string): void => {
        if (!check(permission, resource)) throw xmlRefusal(403, 'AccessDenied');
      };
      /** Who may not list the bucket is not told that there is no such object. */
      const demandFound = (): StoredObject => {
        if (found) return found;
        throw check('storage.objects.list', resource) ? xmlRefusal(404, 'NoSuchKey') : xmlRefusal(403, 'AccessDenied');
      };
      if (request.method === 'HEAD') {
        if (!check('storage.objects.get', resource)) return new Response(null, { status: 403 });
        if (!found) return new Response(null, { status: check('storage.objects.list', resource) ? 404 : 403 });
        return new Response(null, { headers: headersOf(found) });
      }
      if (request.method === 'GET') {
        demand('storage.objects.get');
        const { bytes } = demandFound();
        return new Response(new Uint8Array(bytes), { headers: headersOf(found!) });
      }
      if (request.method === 'DELETE') {
        demand('storage.objects.delete');
        demandFound();
        objects.delete(name);
        return new Response(null, { status: 204 });
      }
      if (request.method !== 'PUT') throw xmlRefusal(405, 'MethodNotAllowed');
      demand('storage.objects.create');
      if (found) demand('storage.objects.delete');
      const condition = request.headers.get('x-goog-if-generation-match');
      if (condition !== null && !/^\d+$/.test(condition)) throw xmlRefusal(400, 'InvalidArgument');
      if (condition !== null && Number(condition) !== (found?.generation ?? 0))
        throw xmlRefusal(412, 'PreconditionFailed');
      put(bucket, name, bytes);
      return new Response(null, { headers: headersOf(objects.get(name)!) });
    },
  };
};

/** docs.cloud.google.com/storage/docs/objects#naming */
const isObjectName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !/[\r\n]/.test(name) && Buffer.byteLength(name) <= 1_024;

const headersOf = ({ bytes, generation }: StoredObject): Record<string, string> => ({
  etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
  'x-goog-generation': String(generation),
  'x-goog-metageneration': '1',
  'content-type': 'application/octet-stream',
});
