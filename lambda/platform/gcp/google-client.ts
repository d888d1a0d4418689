import { type RestClient, type RestClientOptions, restClient } from '../rest-client.ts';

/** What the rooms on Google Cloud are made from. */
export type GoogleClientOptions = Pick<RestClientOptions, 'fetch' | 'random'> & {
  /** An access token (scope cloud-platform) of whoever calls; `undefined` for nobody. */
  token(): Promise<string | undefined>;
};

/** A client of Google Cloud's APIs (cloud.google.com/apis/design/errors; Cloud Storage's XML API has errors of its own). */
export const googleClient = (options: GoogleClientOptions): RestClient => restClient({ ...options, errorName });

/** A reason says more than the status: `SERVICE_DISABLED` is a `PERMISSION_DENIED`. */
const errorName = (_: Headers, text: string): string | undefined => {
  const [, xml] = /<Code>(\w+)<\/Code>/.exec(text) ?? [];
  if (xml !== undefined) return xml;
  try {
    const { status, details } = JSON.parse(text).error;
    const reason = [details].flat().find((detail) => typeof detail?.reason === 'string')?.reason;
    return reason ?? status;
  } catch {
    return undefined;
  }
};
