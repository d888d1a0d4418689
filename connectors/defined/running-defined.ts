import type { Api } from '../../config/shapes/api.ts';
import { abortable } from '../abortable.ts';
import { localAuthentication } from '../authentication/local-authentication.ts';
import type { RunningConnector } from '../connector.ts';
import { localApi, localPlace } from '../local-api.ts';
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
  proxy: (source, host) => (host?.local ? localApiOf(source) : source.api),
};

const localPlan = ({ localServer, ...source }: DefinedSource): ImportPlan => {
  if (localServer === undefined) return source.plan;
  const place = localPlace(serversOf(source), localServer);
  const lists = source.plan.lists.map((list) => ({
    ...list,
    request: { ...list.request, server: place(list.request.server) },
  }));
  return { ...source.plan, lists };
};

const localApiOf = ({ localServer, ...source }: DefinedSource): Api =>
  localServer === undefined ? source.api : localApi(source.api, localPlace(serversOf(source), localServer));
