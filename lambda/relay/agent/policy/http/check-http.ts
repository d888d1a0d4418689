import type { RelayedHttp } from '../../../relayed-request.ts';
import { PolicyRefusal } from '../policy-refusal.ts';
import { clientHeaders, neverHeaders, usualHeaders } from './allowed-headers.ts';
import type { HttpRule } from './http-rule.ts';
import { type HttpTarget, httpTarget } from './http-target.ts';

/** A call that a rule allows. */
export interface AllowedCall {
  readonly rule: HttpRule;
  readonly url: URL;
  /** Without those that the client writes itself. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Finds the rule that allows a call: all of it, since two rules of which each allows a half allow nothing together.
 *
 * @throws PolicyRefusal
 */
export const checkHttp = (rules: readonly HttpRule[], request: RelayedHttp): AllowedCall => {
  const target = httpTarget(request.url);
  if (request.body !== 'none' && (request.method === 'GET' || request.method === 'HEAD'))
    throw new PolicyRefusal(
      'a call that only reads has a body, which some servers take for the next call',
      'No rule allows that: send it with POST.',
    );
  const headers = sentHeaders(request.headers);
  const call = { request, target, headers };
  let left = rules;
  for (const [fits, refusal] of steps) {
    const fitting = left.filter((rule) => fits(rule, call));
    if (fitting.length === 0) throw refusal(call, left);
    left = fitting;
  }
  return { rule: left[0]!, url: target.url, headers };
};

interface Call {
  readonly request: RelayedHttp;
  readonly target: HttpTarget;
  readonly headers: Readonly<Record<string, string>>;
}

type Step = readonly [
  fits: (rule: HttpRule, call: Call) => boolean,
  refusal: (call: Call, left: readonly HttpRule[]) => PolicyRefusal,
];

/** What is compared, and what is said where no rule is left. */
const steps: readonly Step[] = [
  [
    ({ written, port, isHost }, { target }) =>
      written.scheme === target.scheme && port === target.port && isHost(target.host),
    ({ target: { scheme, host, port } }) =>
      new PolicyRefusal(
        `no http rule names ${scheme}://${host}:${port}`,
        `Write one under allow: - http: { scheme: ${scheme}, host: ${host}, port: ${port}, paths: [ … ] }`,
      ),
  ],
  [
    ({ methods }, { request: { method } }) => methods.has(method),
    ({ request: { method }, target: { host } }) =>
      new PolicyRefusal(
        `no http rule of ${host} names the method ${known(method)}`,
        'Add it to the methods of the rule.',
      ),
  ],
  [
    ({ paths, written }, { target: { segments, isEscapedTwice } }) =>
      (written.escapedTwice || !isEscapedTwice) && paths.some((fits) => fits(segments)),
    ({ target: { host, segments, isEscapedTwice } }, left) =>
      isEscapedTwice && left.some(({ paths }) => paths.some((fits) => fits(segments)))
        ? new PolicyRefusal(
            `the path has an escape within an escape, which the http rule of ${host} does not allow`,
            'Write escapedTwice: true into the rule, if the source decodes its paths twice.',
          )
        : new PolicyRefusal(
            `the path of ${segments.length} segments is none of the http rule of ${host}, which names ${pathsOf(left)}`,
            'Add it to the paths of the rule, with * for what changes.',
          ),
  ],
  [
    ({ parameters }, { target }) => target.parameters.every((name) => parameters?.has(name) ?? true),
    ({ target: { host, parameters } }, left) =>
      new PolicyRefusal(
        `the query has ${foreignOf(
          parameters,
          left.flatMap(({ parameters: named }) => [...(named ?? [])]),
        )}, which the http rule of ${host} does not name for this path`,
        'Add it to the query of the rule.',
      ),
  ],
  [
    ({ headers: named }, { headers }) =>
      Object.keys(headers).every((name) => usualHeaders.has(name) || named.has(name)),
    ({ target: { host }, headers }, left) =>
      new PolicyRefusal(
        `the call has the header ${foreignOf(Object.keys(headers), [...usualHeaders, ...left.flatMap(({ headers: named }) => [...named])])}, which the http rule of ${host} does not name for this path`,
        'Add it to the headers of the rule.',
      ),
  ],
];

/** Headers as they may be sent: no second line can be smuggled into one, and none is for the connection. */
const sentHeaders = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const sent = Object.entries(headers).filter(([name]) => !clientHeaders.has(name));
  for (const [name, value] of sent) {
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,256}$/.test(name)) throw malformed('a header whose name is none');
    if (neverHeaders.has(name))
      throw malformed(`the header ${name}, which is for one connection or makes another call of it`);
    if (typeof value !== 'string' || /[^\t\x20-\x7e\x80-\xff]/.test(value))
      throw malformed(`the header ${name} with a character that none may have`);
  }
  return Object.fromEntries(sent);
};

const malformed = (what: string): PolicyRefusal =>
  new PolicyRefusal(
    `the call has ${what}`,
    'No rule allows that: the gate sends no such header, so look at who sent it.',
  );

const methodForm = /^[A-Z]{1,20}$/;

/** What is not in the form of a method may be anything. */
const known = (method: string): string => (methodForm.test(method) ? method : 'it has, which is none');

const pathsOf = (rules: readonly HttpRule[]): string => {
  const paths = [...new Set(rules.flatMap(({ written }) => written.paths))];
  return paths.length > 5 ? `${paths.slice(0, 5).join(', ')} and ${paths.length - 5} more` : paths.join(', ');
};

/** The first name that no rule has, if it looks like one: it may be anything. */
const foreignOf = (names: readonly string[], named: readonly string[]): string => {
  const foreign = names.find((name) => !named.includes(name)) ?? 'that another rule names';
  return /^[\w.$[\]-]{1,64}$/.test(foreign) ? foreign : 'one without a proper name';
};
