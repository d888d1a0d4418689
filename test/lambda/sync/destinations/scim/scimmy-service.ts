import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';

type Resource = { id: string } & Record<string, unknown>;

/** A SCIM server that others made, with what it keeps. */
export interface ScimmyService {
  readonly baseUrl: string;
  readonly users: Map<string, Resource>;
  readonly groups: ReadonlyMap<string, Resource>;
  /** How often each call was made: `PATCH /Users`. */
  readonly calls: Map<string, number>;
  stop(): Promise<void>;
}

/** SCIMMY, as its documentation has it used, keeping users and groups in memory. There is one of it in a process. */
export const startScimmy = async (): Promise<ScimmyService> => {
  const users = new Map<string, Resource>();
  const groups = new Map<string, Resource>();
  const calls = new Map<string, number>();
  SCIMMY.Config.set({
    patch: true,
    filter: { supported: true, maxResults: 40 },
    bulk: { supported: true, maxOperations: 20, maxPayloadSize: 50_000 },
  });
  SCIMMY.Resources.declare(
    SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false),
    keeping(users, 'userName'),
  );
  SCIMMY.Resources.declare(SCIMMY.Resources.Group, keeping(groups, 'displayName'));

  const app = express();
  // The routers turn startIndex and count into numbers in place, but express 5 parses the query anew each time it is looked at.
  app.use((request, _, next) => {
    Object.defineProperty(request, 'query', { value: request.query });
    const name = `${request.method} /${request.path.split('/')[2]}`;
    calls.set(name, (calls.get(name) ?? 0) + 1);
    next();
  });
  const handler = ({ headers }: express.Request): string => {
    if (headers.authorization !== 'Bearer good-token') throw new Error('who are you?');
    return 'gateway';
  };
  app.use('/scim', new SCIMMYRouters({ type: 'bearer', handler }) as unknown as express.Router);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim`,
    users,
    groups,
    calls,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

interface Asked {
  readonly id?: string;
  readonly filter?: { match(things: Resource[]): Resource[] };
}

const keeping = (kept: Map<string, Resource>, name: string): Record<string, unknown> => ({
  egress: ({ id, filter }: Asked) => {
    if (id === undefined) return filter ? filter.match([...kept.values()]) : [...kept.values()];
    const found = kept.get(id);
    if (!found) throw new SCIMMY.Types.Error(404, null as never, 'not there');
    return found;
  },
  ingress: ({ id }: Asked, given: Record<string, unknown>) => {
    const own = id ?? randomUUID();
    if (id !== undefined && !kept.has(id)) throw new SCIMMY.Types.Error(404, null as never, 'not there');
    const isTaken = [...kept.values()].some((other) => other.id !== own && other[name] === given[name]);
    if (isTaken) throw new SCIMMY.Types.Error(409, 'uniqueness', 'taken');
    const resource = {
      ...JSON.parse(JSON.stringify(given)),
      id: own,
      meta: { created: new Date(0), lastModified: new Date(0) },
    };
    kept.set(own, resource);
    return resource;
  },
  degress: ({ id }: Asked) => {
    if (!kept.delete(id!)) throw new SCIMMY.Types.Error(404, null as never, 'not there');
  },
});
