import type { GcpDeployment } from '../../../config/config.ts';
import type { SourceReport } from '../../../lambda/jobs/source-report.ts';
import type { RestClient } from '../../../lambda/platform/rest-client.ts';
import { type Answered, askedJson } from '../asked-json.ts';
import { NotKnown } from '../line.ts';
import { parsedReport } from '../parsed-report.ts';
import type { Binding, PoolProvider } from './expected-trust.ts';

/** How a service on Cloud Run is opened. */
export interface ServiceDoor {
  /** Whether Cloud Run looks at nobody's token. */
  readonly isOpen: boolean;
  /** Audiences that it takes besides its own URLs. */
  readonly audiences: readonly string[];
}

/** What is read on Google Cloud. All of it throws NotKnown. */
export interface GcpReader {
  door(service: string): Promise<ServiceDoor>;
  invokers(service: string): Promise<readonly Binding[]>;
  /** `undefined` if there is no such pool. */
  providers(pool: string): Promise<readonly PoolProvider[] | undefined>;
  /** Who may do what with a service account; `undefined` if there is none. */
  accountBindings(email: string): Promise<readonly Binding[] | undefined>;
  /** The unique id of a service account, by which tokens call it; `undefined` if there is none. */
  accountId(email: string): Promise<string | undefined>;
  /** Calls a source as its scheduler does, and gives the report. */
  report(email: string, serviceUrl: string, stop: AbortSignal): Promise<SourceReport>;
}

/** Longer than a report may take, with a cold start. */
const reportMilliseconds = 120_000;

/** @param client of whoever is signed in */
export const gcpReader = (client: RestClient, { project }: GcpDeployment): GcpReader => {
  const run = 'https://run.googleapis.com/v2';
  const iam = 'https://iam.googleapis.com/v1';
  const ids = new Map<string, Promise<string | undefined>>();
  const accountUrl = (email: string): string => `${iam}/projects/${project}/serviceAccounts/${email}`;
  const get = (url: string, right: string) => askedJson(client, { method: 'GET', url, right });

  const idOf = async (email: string): Promise<string | undefined> =>
    (await get(accountUrl(email), 'iam.serviceAccounts.get'))?.['uniqueId'];

  const idToken = async (email: string, audience: string): Promise<string> => {
    const right = `roles/iam.serviceAccountOpenIdTokenCreator on ${email}`;
    const answer = await askedJson(client, {
      method: 'POST',
      url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateIdToken`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ audience, includeEmail: true }),
      right,
    });
    const token = answer?.['token'];
    if (typeof token === 'string') return token;
    throw new NotKnown(`there is no account ${email}`, 'deploy again');
  };

  return {
    door: async (service) => {
      const found = await get(`${run}/${service}`, 'run.services.get');
      return { isOpen: found?.['invokerIamDisabled'] === true, audiences: textsIn(found?.['customAudiences']) };
    },
    invokers: async (service) =>
      bindingsIn(
        await get(
          `${run}/${service}:getIamPolicy?options.requestedPolicyVersion=3`,
          'run.services.getIamPolicy (roles/run.viewer)',
        ),
      ) ?? [],
    providers: async (pool) => {
      const right = 'iam.workloadIdentityPoolProviders.list (roles/iam.workloadIdentityPoolViewer)';
      const providers: PoolProvider[] = [];
      for (let page = ''; ; ) {
        const found = await get(`${iam}/${pool}/providers?pageSize=100${page}`, right);
        if (!found) return undefined;
        providers.push(...[found['workloadIdentityPoolProviders'] ?? []].flat().map(providerIn));
        if (!found['nextPageToken']) return providers;
        page = `&pageToken=${encodeURIComponent(found['nextPageToken'])}`;
      }
    },
    accountBindings: async (email) => {
      const right = 'iam.serviceAccounts.getIamPolicy (roles/iam.securityReviewer)';
      const url = `${accountUrl(email)}:getIamPolicy?options.requestedPolicyVersion=3`;
      return bindingsIn(await askedJson(client, { method: 'POST', url, right }));
    },
    accountId: (email) => {
      const known = ids.get(email) ?? idOf(email);
      ids.set(email, known);
      return known;
    },
    report: async (email, serviceUrl, stop) => {
      const token = await idToken(email, serviceUrl);
      const response = await fetch(`${serviceUrl}/.sallyport/jobs/report`, {
        method: 'POST',
        // In profile platform Cloud Run takes the signature off the one that it checks; the gateway wants a whole one.
        headers: { authorization: `Bearer ${token}`, 'x-serverless-authorization': `Bearer ${token}` },
        redirect: 'error',
        signal: AbortSignal.any([stop, AbortSignal.timeout(reportMilliseconds)]),
      }).catch((error: Error) => {
        stop.throwIfAborted();
        throw new NotKnown(`${serviceUrl} does not answer (${error.name})`, 'look whether it runs');
      });
      const report = parsedReport(await response.text());
      if (report) return report;
      throw new NotKnown(
        `the source gives no report (${response.status})`,
        'deploy again: its handler is an older one',
      );
    },
  };
};

const textsIn = (value: unknown): readonly string[] => [value ?? []].flat().map(String);

const bindingsIn = (policy: Answered | undefined): readonly Binding[] | undefined =>
  policy && ([policy['bindings'] ?? []].flat() as Binding[]);

const providerIn = ({ name, attributeMapping, attributeCondition, disabled, aws, oidc }: Answered): PoolProvider => ({
  id: String(name).split('/').at(-1)!,
  mapping: Object(attributeMapping),
  condition: attributeCondition || undefined,
  issuer: oidc?.issuerUri,
  audiences: textsIn(oidc?.allowedAudiences),
  awsAccount: aws?.accountId,
  isDisabled: disabled === true,
});
