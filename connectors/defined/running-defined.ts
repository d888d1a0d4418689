import type { Api } from '../../config/shapes/api.ts';
import { abortable } from '../abortable.ts';
import { loopbackRanges } from '../authentication/is-loopback.ts';
import { localAuthentication } from '../authentication/local-authentication.ts';
import type { RunningConnector } from '../connector.ts';
import type { DefinedSource, ImportPlan } from './defined-source.ts';
import { readSource } from './import/read-source.ts';
import { serversOf } from './servers-of.ts';

/** What of a defined connector runs in the handler: all that differs from one to another is in the source's options. */
export const runningDefined: RunningConnector<DefinedSource> = {
  authentication: ({ authentication, api: { server }, localServer }, host) =>
    host?.local ? localAuthentication(authentication, { server, localServer }) : authentication,
  import: (source, context, host) => {
    const plan = host?.local ? localPlan(source) : source.plan;
    return abortable(context.signal, (signal) => readSource(plan, context, signal));
  },
  proxy: (source, host) => (host?.local ? localApi(source) : source.api),
};

const localPlan = (source: DefinedSource): ImportPlan => {
  const place = localPlace(source);
  const lists = source.plan.lists.map((list) => ({
    ...list,
    request: { ...list.request, server: place(list.request.server) },
  }));
  return { ...source.plan, lists };
};

const localApi = (source: DefinedSource): Api => {
  const { api, localServer } = source;
  if (localServer === undefined) return api;
  const place = localPlace(source);
  return {
    ...api,
    server: place(api.server),
    endpoints: api.endpoints.map(({ server, ...endpoint }) => ({
      ...endpoint,
      ...(server !== undefined && { server: place(server) }),
    })),
    privateAddresses: [...api.privateAddresses, ...loopbackRanges],
  };
};

/** Of an API on several hosts, each is below the local server by its host's name. */
const localPlace = (source: DefinedSource): ((server: string) => string) => {
  const { localServer } = source;
  if (localServer === undefined) return (server) => server;
  if (serversOf(source).length === 1) return () => localServer;
  return (server) => {
    const { host, pathname } = new URL(server);
    return `${localServer}/${host}${pathname === '/' ? '' : pathname}`;
  };
};
