import type { IncomingHttpHeaders } from 'node:http';
import type { Endpoint } from '../../../config/shapes/api.ts';
import { linkHeader } from './link-header.ts';
import type { Links } from './links.ts';

/**
 * `ratelimit-…` (IETF draft), `x-ratelimit-…` (GitHub), `x-rate-limit-…` (Okta, Zendesk), `x-hubspot-ratelimit-…`: how much may be
 * asked, and until when. Their names are many, their values few: digits, dates and short words.
 */
const rateLimitName = /^(?:x-)?(?:[a-z]+-)?rate-?limit(?:-[a-z-]+)?$/;
const otherLimitNames: ReadonlySet<string> = new Set([
  'x-retry-after',
  'x-shopify-shop-api-call-limit',
  'sforce-limit-info',
]);
const limitValue = /^[\w ,;:=/."()+-]{1,200}$/;

const isLimit = (name: string): boolean =>
  name === 'retry-after' || otherLimitNames.has(name) || rateLimitName.test(name);

/** Whether and when to ask again: what every answer keeps, errors too. */
export const limitHeaders = (headers: IncomingHttpHeaders): Record<string, string> => {
  const kept: Record<string, string> = {};
  for (const name in headers) {
    if (!isLimit(name)) continue;
    const value = headers[name];
    if (typeof value === 'string' && limitValue.test(value)) kept[name] = value;
  }
  return kept;
};

/** What the headers of an answer depend on. */
export interface AnswerHeadersOptions {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly endpoint: Endpoint;
  readonly links: Links;
  /** What relative addresses are relative to. */
  readonly base: URL;
}

/**
 * The headers that leave with an answer of the source: limits, pages, where something was made, how long it stays good, and those
 * that the endpoint names. Type, encoding, length and tag come with the body.
 */
export const answerHeaders = ({
  status,
  headers,
  endpoint,
  links,
  base,
}: AnswerHeadersOptions): Record<string, string> => {
  const kept = limitHeaders(headers);
  for (const name of endpoint.responseHeaders) {
    const value = headers[name];
    if (value !== undefined) kept[name] = joined(value)!;
  }
  const link = linkHeader(joined(headers['link']), links, base);
  if (link !== undefined) kept['link'] = link;
  const made = status === 201 || status === 202 ? headers.location : undefined;
  const location = made === undefined ? undefined : links.own(made, base);
  if (location !== undefined) kept['location'] = location;
  kept['cache-control'] = cacheControl(headers['cache-control']);
  return kept;
};

const joined = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value;

const cacheDirectives: ReadonlySet<string> = new Set(['no-cache', 'must-revalidate', 'immutable']);

/** What left was made for one vendor: no cache that others share may keep it, whatever the source says. */
const cacheControl = (header: string | undefined): string => {
  if (header === undefined) return 'private';
  const directives = header
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim());
  if (directives.includes('no-store')) return 'no-store';
  const kept = directives.filter((directive) => cacheDirectives.has(directive) || /^max-age=\d{1,9}$/.test(directive));
  return ['private', ...kept].join(', ');
};
