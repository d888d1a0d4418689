import type { Api, Endpoint } from '../../../config/shapes/api.ts';
import type { PatternTester } from '../../shapes/scalar-rule.ts';
import { PseudonymRefused } from '../../shapes/treatments/pseudonym-refused.ts';
import type { Admit, Admitted } from './admitted.ts';
import { EndpointTree } from './endpoint-tree.ts';
import { readSegment } from './path-segment.ts';
import { pathWriter, type WritePath } from './path-writer.ts';
import { ProxyRefused } from './proxy-refused.ts';
import { PuttingBack } from './putting-back.ts';
import { admitQuery, type QueryRules, queryRules } from './query.ts';
import { type AdmitBody, admitBody } from './request-body.ts';
import { admitHeaders, sendable } from './request-headers.ts';
import type { RequestShapeOptions } from './scalar-checks.ts';
import { type ReadSubject, subjectReader } from './subject.ts';
import { cutTarget } from './target.ts';

/** What admission is made with. */
export interface AdmissionOptions {
  /** @default - shapes of requests must have no `pattern` */
  readonly pattern?: PatternTester | undefined;
}

interface Rules {
  /** What the path comes after. */
  readonly base: string;
  readonly path: WritePath;
  readonly query: QueryRules;
  readonly headers: ReadonlySet<string>;
  readonly subject: ReadSubject;
  readonly body: AdmitBody;
}

/**
 * Compiles what an API allows, once for all requests; of an endpoint when it is first called, because an API may have a thousand that
 * no one calls before the process ends. What no endpoint names is refused, before anything is called.
 *
 * What goes to the source is written anew from what was understood here: method, path, query and JSON body. Text of the request is
 * never sent on as it came, so that the source can not understand it in another way.
 *
 * For an API that the check of the configuration does not let through, this or the function that it gives throws a RangeError.
 *
 * @example const admitted = await admissionOf(api)(call, heldPseudonyms(holder, await holder.current()));
 */
export const admissionOf = (api: Api, { pattern }: AdmissionOptions = {}): Admit => {
  const tree = new EndpointTree<Endpoint>();
  for (const endpoint of api.endpoints) tree.add(endpoint.method, endpoint.path, endpoint);
  const rulesOf = compiledRules(api, { defs: api.$defs, pattern });

  return async ({ request, target }, pseudonyms) => {
    const { segments, query } = cutTarget(target);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const found = tree.find(method, readPath(segments));
    if (typeof found === 'string') throw new ProxyRefused(found);
    const { leaf: endpoint, values } = found;
    try {
      const rules = rulesOf(endpoint);
      const puttingBack = new PuttingBack(pseudonyms);
      const { sent, conditional } = admitHeaders(request.headers, rules.headers, api.headers);
      const subject = await rules.subject(request.headers, puttingBack);
      const path = await rules.path(values, puttingBack);
      const parameters = await admitQuery(query, rules.query, puttingBack);
      const url = urlOf(rules.base + path + (parameters && `?${parameters}`));
      const body = await rules.body(request, puttingBack);
      return {
        endpoint,
        method: request.method as Admitted['method'],
        url,
        subject,
        headers: body ? { ...sent, ...body.headers } : sent,
        conditional,
        body: body?.content,
        putBack: puttingBack.found,
      };
    } catch (thrown) {
      throw withEndpoint(thrown, endpoint.name);
    }
  };
};

const compiledRules = ({ server, headers }: Api, options: RequestShapeOptions): ((endpoint: Endpoint) => Rules) => {
  const known = new Map<Endpoint, Rules>();
  return (endpoint) => {
    let rules = known.get(endpoint);
    if (!rules) {
      rules = {
        base: baseOf(endpoint.server ?? server),
        path: pathWriter(endpoint, options),
        query: queryRules(endpoint.query, options),
        headers: sendable(endpoint.requestHeaders, headers),
        subject: subjectReader(endpoint.subject, options),
        body: admitBody(endpoint.body, options),
      };
      known.set(endpoint, rules);
    }
    return rules;
  };
};

/** The server as a parser of URLs writes it, so that what comes after it can be compared. */
const baseOf = (server: string): string => {
  const { origin, pathname } = new URL(server);
  return origin + (pathname.endsWith('/') ? pathname.slice(0, -1) : pathname);
};

/** Empty segments are refused, but for one that a slash at the end leaves behind: that is a path of its own. */
const readPath = (segments: readonly string[]): readonly string[] =>
  segments.map((segment, index) => {
    if (segment === '' && index < segments.length - 1) throw new ProxyRefused('path-malformed');
    return segment === '' ? '' : readSegment(segment);
  });

/**
 * The last line of defence, which nothing known reaches: what a parser of URLs would change, a source could understand in another way
 * than we did.
 */
const urlOf = (text: string): URL => {
  const url = new URL(text);
  if (url.href !== text) throw new ProxyRefused('path-malformed');
  return url;
};

const withEndpoint = (thrown: unknown, endpoint: string): unknown => {
  if (thrown instanceof PseudonymRefused) {
    return new ProxyRefused('pseudonym-refused', { fields: { endpoint, fault: thrown.fault }, cause: thrown });
  }
  if (!(thrown instanceof ProxyRefused)) return thrown;
  const { code, sentence, fields, cause } = thrown;
  return new ProxyRefused(code, { sentence, fields: { endpoint, ...fields }, cause });
};
