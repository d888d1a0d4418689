import type { Paging } from '../../definition/definition.ts';
import { requestName } from '../../definition/request-name.ts';
import type { Json } from '../../item.ts';
import { SourceError } from '../../source-error.ts';
import type { List } from '../defined-source.ts';
import type { Place } from './place.ts';

/** What is asked for one page. */
export interface PageRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

type Variables = Readonly<Record<string, string>>;

/**
 * The request for one page of a list.
 *
 * @param place the page; `undefined` for the first
 * @throws SourceError `cursor-invalid` for a place that is none of this list
 */
export const pageRequest = (list: List, variables: Variables, place: Place | undefined): PageRequest => {
  const { request, paging } = list;
  const { method, server, headers } = request;
  if (place && 'link' in place) return { method: 'GET', url: linkedUrl(list, variables, place.link), headers };
  const step = place && paging !== 'none' ? stepOf(paging, place) : undefined;
  const path = step?.request ?? request.path;
  const url = new URL(server + filledPath(path, variables));
  if (!step?.request)
    for (const [name, value] of Object.entries(request.query)) url.searchParams.set(name, filledText(value, variables));
  const body = step?.request ? {} : filledBody(request.body, variables);
  if (step?.in === 'query') url.searchParams.set(step.parameter, step.value);
  const sent = step?.in === 'body' ? { ...(body as object), [step.parameter]: step.value } : body;
  return {
    method: step?.method ?? method,
    url,
    headers,
    ...(sent !== undefined && (step?.method ?? method) === 'POST' && { body: JSON.stringify(sent) }),
  };
};

interface Step {
  readonly parameter: string;
  readonly value: string;
  readonly in: 'query' | 'body';
  readonly request?: string | undefined;
  readonly method?: 'GET' | 'POST' | undefined;
}

const stepOf = (paging: Exclude<Paging, 'none'>, place: Place): Step | undefined => {
  if ('number' in place && 'offset' in paging)
    return { parameter: paging.offset, value: String(place.number), in: 'query' };
  if ('number' in place && 'page' in paging)
    return { parameter: paging.page, value: String(place.number), in: 'query' };
  if ('token' in place && 'after' in paging) return { parameter: paging.parameter, value: place.token, in: 'query' };
  if ('token' in place && 'token' in paging) {
    const other = paging.request === undefined ? {} : continued(paging.request);
    return { parameter: paging.parameter, value: place.token, in: paging.in, ...other };
  }
  throw foreign();
};

const continued = (request: string): Pick<Step, 'request' | 'method'> => {
  const { method, path } = requestName(request);
  return { request: path, method };
};

/**
 * The address of a page as a source, or the import's cursor, says it: of this list and no other, for the credentials go with it.
 *
 * @throws SourceError `cursor-invalid`
 */
export const linkedUrl = ({ request, paging }: List, variables: Variables, link: string): URL => {
  const first = new URL(request.server + filledPath(request.path, variables));
  const url = URL.parse(link, first.href);
  if (!url || url.origin !== first.origin || url.username !== '' || url.password !== '') throw foreign();
  const base = new URL(request.server).pathname.replace(/\/$/, '');
  const others = typeof paging === 'object' && 'link' in paging ? (paging.paths ?? []) : [];
  const isOwn = samePath(url.pathname, first.pathname) || others.some((path) => fits(url.pathname, base + path));
  if (!isOwn) throw foreign();
  url.hash = '';
  return url;
};

/** Whether two paths are the same, however their letters are escaped. */
const samePath = (path: string, wanted: string): boolean => {
  const [segments, others] = [decoded(path), decoded(wanted)];
  return segments.length > 0 && segments.length === others.length && segments.every((each, at) => each === others[at]);
};

/** The segments of a path; none of one that can not be decoded. */
const decoded = (path: string): readonly string[] => {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return [];
  }
};

const fits = (path: string, template: string): boolean => {
  const [segments, wanted] = [decoded(path), template.split('/')];
  return segments.length === wanted.length && wanted.every((segment, index) => fitsSegment(segments[index]!, segment));
};

/** `{x}` is any text that stays within its segment, with or without other text around it. */
const fitsSegment = (segment: string, wanted: string): boolean => {
  const [, before, after] = /^([^{]*)\{\w+\}([^}]*)$/.exec(wanted) ?? [];
  if (before === undefined || after === undefined) return segment === wanted;
  if (!segment.startsWith(before) || !segment.endsWith(after)) return false;
  const inside = segment.slice(before.length, segment.length - after.length);
  return inside !== '' && !/[/\\]|^\.+$/.test(inside);
};

const foreign = (): SourceError =>
  new SourceError('cursor-invalid', 'the next page is at no address of this list: begin the import again');

const variable = /\{([A-Za-z]\w*)\}/g;

const filledPath = (path: string, variables: Variables): string =>
  path.replace(variable, (_, name: string) => segmentOf(variables[name] ?? ''));

/** A value can not lead out of its segment: one of dots alone would. Half a letter (a lone surrogate) has no UTF-8. */
const segmentOf = (value: string): string => {
  if (value === '' || value === '.' || value === '..' || !value.isWellFormed())
    throw new SourceError('data-invalid', 'a row has an id that can not stand in an address');
  return encodeURIComponent(value);
};

const filledText = (text: string, variables: Variables): string =>
  text.replace(variable, (whole, name: string) => (Object.hasOwn(variables, name) ? variables[name]! : whole));

const filledBody = (body: Json | undefined, variables: Variables): Json | undefined => {
  if (typeof body === 'string') return filledText(body, variables);
  if (Array.isArray(body)) return body.map((item) => filledBody(item as Json, variables) as Json);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, filledBody(value, variables) as Json]));
};
