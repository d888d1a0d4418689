import { Readable } from 'node:stream';
import type { RequestBody } from '../../../config/shapes/api.ts';
import { bodyChunks, countedChunks, declaredBytes, wholeBody } from './body-chunks.ts';
import { isJsonType, readBodyType } from './body-type.ts';
import { admitJson } from './json-body.ts';
import { ProxyRefused } from './proxy-refused.ts';
import type { PuttingBack } from './putting-back.ts';
import type { RequestShapeOptions } from './scalar-checks.ts';

/** A body that may be sent on, with the headers that say what it is. */
export interface AdmittedBody {
  readonly content: Uint8Array | Readable;
  readonly headers: Readonly<Record<string, string>>;
}

/** Checks the body of a request, if it has one. Throws ProxyRefused or PseudonymRefused. */
export type AdmitBody = (request: Request, puttingBack: PuttingBack) => Promise<AdmittedBody | undefined>;

/**
 * Compiles what an endpoint lets through of a body. JSON is read whole, checked and sent on as it was understood; other types are
 * streamed on. Where a body has a shape, other types than JSON would be a way around it: they are refused.
 */
export const admitBody = (rules: RequestBody | undefined, options: RequestShapeOptions): AdmitBody => {
  if (!rules) return refuseBody;
  const types = rules.shape ? rules.types.filter(isJsonType) : rules.types;
  const maximum = rules.maximumBytes;
  const json = admitJson(rules.shape, options);

  return async (request, puttingBack) => {
    if (isBodiless(request)) return refuseBody(request);
    const chunks = await bodyChunks(request);
    if (!chunks) return undefined;
    const { value, isJson } = readBodyType(request.headers.get('content-type'), types);
    checkEncoding(request.headers);
    const declared = declaredBytes(request.headers);
    if (declared !== undefined && declared > maximum) throw new ProxyRefused('body-too-large');
    const counted = countedChunks(chunks, { maximum, declared });
    const headers = { 'content-type': value };
    if (isJson) return { headers, content: await json(await wholeBody(counted), puttingBack) };
    const content = Readable.from(counted, { objectMode: false });
    return { content, headers: declared === undefined ? headers : { ...headers, 'content-length': String(declared) } };
  };
};

/** The Fetch standard has no body for these methods. Whatever comes stays unread, so only the head tells that there is one. */
const isBodiless = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

const refuseBody = async (request: Request): Promise<undefined> => {
  const { headers } = request;
  const isAnnounced = headers.has('transfer-encoding') || (declaredBytes(headers) ?? 0) > 0;
  const hasBody = isBodiless(request) ? isAnnounced : (await bodyChunks(request)) !== undefined;
  if (hasBody) throw new ProxyRefused('body-not-allowed');
};

/** Bodies that inflate are not taken: requests are small, and what inflates without end costs more than it saves. */
const checkEncoding = (headers: Headers): void => {
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') throw new ProxyRefused('body-encoding-not-allowed');
};
