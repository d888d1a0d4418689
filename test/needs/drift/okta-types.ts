import { describedBy, matching, type Operation } from '../../connectors/drift/operations.ts';
import type { TypesPackage } from '../../connectors/drift/type-drift.ts';
import { keysOf, type Published, publishedIn } from './published.ts';

const codePattern =
  /^class (\w+)RequestFactory|^ {2}async (\w+)\(|const path = '([^']+)'|HttpMethodEnum\.(\w+)|setQueryParam\('([^']+)'/gm;

interface Called {
  readonly api: string;
  readonly operation: string;
  path: string;
  method: string;
  readonly query: string[];
}

const calledIn = (code: string): readonly Called[] => {
  const called: Called[] = [];
  let api = '';
  for (const [, apiHere, operation, path, method, parameter] of code.matchAll(codePattern)) {
    api = apiHere ?? api;
    if (operation !== undefined) called.push({ api, operation, path: '', method: '', query: [] });
    const last = called.at(-1);
    if (!last) continue;
    last.path = path ?? last.path;
    last.method = method ?? last.method;
    if (parameter !== undefined) last.query.push(parameter);
  }
  return called.filter(({ path }) => path !== '');
};

const operationsOf = ({ code, from }: Published): readonly Operation[] =>
  calledIn(code).map(({ api, operation, path, method, query }) => ({
    method,
    ...matching(`https://{domain}${path}`),
    answer: `Awaited<ReturnType<import(${from}).${api}ResponseProcessor['${operation}']>>`,
    query: keysOf(query),
  }));

/** What Okta publishes of its Management API: a client generated from its description. */
export const oktaTypes = (): TypesPackage => ({
  imports: [],
  describe: describedBy(
    publishedIn('@okta/okta-sdk-nodejs', 'src/generated/apis', 'src/types/generated/apis').flatMap(operationsOf),
  ),
});
