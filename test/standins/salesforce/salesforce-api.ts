import type { StandInAnswer, StandInRequest } from '../stand-in.ts';
import { refuse } from './salesforce-refusal.ts';
import type { SalesforceOrg } from './salesforce-rows.ts';
import { type QueryResult, runQuery } from './soql.ts';

/** What the REST API is made of. */
export interface SalesforceApiOptions {
  readonly org: SalesforceOrg;
  /** Rows of a page; there is no promise how many there are. */
  readonly batch: number;
}

const data = '/services/data/v62.0';

/** The resource query of the REST API: a page, and the address of the next one, which begins at the server. */
export const salesforceApi = ({ org, batch }: SalesforceApiOptions): ((request: StandInRequest) => StandInAnswer) => {
  const open = new Map<string, QueryResult>();

  const page = ({ object, records }: QueryResult, from: number, locator: string): StandInAnswer => {
    const next = from + batch;
    const shown = records.slice(from, next).map((record) => ({
      attributes: { type: object, url: `${data}/sobjects/${object}/CANARY-${record['Id']}` },
      ...record,
    }));
    const more = next < records.length;
    return {
      status: 200,
      headers: { 'sforce-limit-info': 'api-usage=18/15000' },
      body: {
        totalSize: records.length,
        done: !more,
        ...(more && { nextRecordsUrl: `${data}/query/${locator}-${next}` }),
        records: shown,
      },
    };
  };

  return ({ method, path, query, headers }) => {
    const [, below = ''] = /^\/[^/]+(\/.*)$/.exec(path) ?? [];
    if (method !== 'GET' || !headers['user-agent']) return refuse(405, 'METHOD_NOT_ALLOWED');
    if (below === `${data}/query`) {
      const [q, ...others] = [...query.keys()].join() === 'q' ? query.getAll('q') : [];
      if (q === undefined || others.length > 0) return refuse(400, 'MALFORMED_QUERY');
      const result = runQuery(org, q);
      const locator = `01g${String(open.size).padStart(12, '0')}AAA`;
      open.set(locator, result);
      return page(result, 0, locator);
    }
    const [, locator = '', from] = new RegExp(`^${data}/query/(\\w+)-(\\d+)$`).exec(below) ?? [];
    if (from === undefined || query.size > 0) return refuse(404, 'NOT_FOUND');
    return page(open.get(locator) ?? refuse(400, 'INVALID_QUERY_LOCATOR'), Number(from), locator);
  };
};
