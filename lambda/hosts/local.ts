import { type Config, sourceDocument, type VendorConfig } from '../../config/config.ts';
import { connectorNamed } from '../../connectors/index.ts';
import { callersFor } from '../callers/callers-for.ts';
import { type DevelopmentIssuer, developmentIssuer } from '../callers/development-issuer.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import { localPlatform } from '../platform/local/local-platform.ts';
import type { Log } from '../platform/log.ts';
import { newReference } from '../platform/reference.ts';
import { problemResponse } from '../problem.ts';
import { startHttpServer } from './http-server.ts';

/** No source can have this name: it begins with a dot. */
const issuerPath = '/.issuer';
const hostname = '127.0.0.1';

export interface LocalHostOptions {
  readonly config: Config;
  /** The folder of the configuration file. */
  readonly directory: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: Log;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** All sources of a configuration on one port of this machine, each under `/<source>/`. */
export interface LocalHost {
  readonly port: number;
  urlOf(source: string): string;
  /** A token that the source accepts, from the development issuer. */
  token(source: string, lifetimeSeconds: number): Promise<string>;
  /** Ends pages early, waits for them so many milliseconds, then cuts. Resolves to the number of answers that were cut. */
  stop(graceMilliseconds: number): Promise<number>;
}

/** On this machine the development issuer stands in for the vendor's own, with the same audience and claims. */
const developmentVendor = ({ name, identity }: VendorConfig, issuer: string): VendorConfig => {
  const { audience = 'gateway', claims = {}, urlClaim = 'gateway_url' } = identity.jwt ?? {};
  return { name, profile: 'bearer', identity: { jwt: { issuer, audience, claims, urlClaim } } };
};

/**
 * Starts the local host. It listens on loopback only.
 *
 * @throws the system's error if the port can not be had, `EADDRINUSE` for example
 */
export const startLocalHost = async (options: LocalHostOptions): Promise<LocalHost> => {
  const { config, directory, log, environment } = options;
  const shutdown = new AbortController();
  const gateways = new Map<string, Gateway>();
  let issuer: DevelopmentIssuer | undefined;

  const handler = (request: Request): Response | Promise<Response> => {
    const [, name = ''] = new URL(request.url).pathname.split('/');
    const gateway = gateways.get(name);
    if (gateway) return gateway(request, { publicUrl: urlOf(name), shutdown: shutdown.signal });
    return issuer?.respond(request) ?? unknownSource(config);
  };
  const server = await startHttpServer({ hostname, port: options.port, handler });
  const urlOf = (source: string) => `http://${hostname}:${server.port}/${source}`;

  const issuerUrl = `http://${hostname}:${server.port}${issuerPath}`;
  issuer = await developmentIssuer({ issuer: issuerUrl, environment, now: Date.now });
  const vendor = developmentVendor(config.vendor, issuerUrl);
  for (const [name, source] of Object.entries(config.sources)) {
    const platform = localPlatform(directory, name, log);
    const verify = callersFor(vendor, source.claims, { fetch: platform.fetch, now: platform.now, allowLoopbackHttp: true });
    const document = { ...sourceDocument(config, name), vendor };
    gateways.set(name, createGateway({ document, connector: connectorNamed(source.connector)!, platform, verify }));
  }

  const jwt = vendor.identity.jwt!;
  return {
    port: server.port,
    urlOf,
    token: (source, lifetimeSeconds) => {
      const url = jwt.urlClaim === null ? {} : { [jwt.urlClaim]: urlOf(source) };
      const claims = { ...jwt.claims, ...config.sources[source]?.claims, ...url, aud: jwt.audience, sub: vendor.name };
      return issuer.mint(claims, lifetimeSeconds);
    },
    stop: (graceMilliseconds) => {
      shutdown.abort();
      return server.stop(graceMilliseconds);
    },
  };
};

const unknownSource = ({ sources }: Config): Response =>
  problemResponse({
    status: 404,
    code: 'not-found',
    detail: `No source is served at this path; there are ${Object.keys(sources).map((name) => `/${name}/`).join(', ')}.`,
    reference: newReference(),
  });
