import { type Config, sourceDocument, type VendorConfig } from '../../config/config.ts';
import { runningConnector } from '../../connectors/running.ts';
import { callersFor } from '../callers/callers-for.ts';
import { type DevelopmentIssuer, developmentIssuer } from '../callers/development-issuer.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import type { HostLimits } from '../imports/import-call.ts';
import { localPlatform } from '../platform/local/local-platform.ts';
import type { Log } from '../platform/log.ts';
import { newReference } from '../platform/reference.ts';
import { problemResponse } from '../problem.ts';
import { type FetchHandler, startHttpServer } from './http-server.ts';

/** No source can have this name: it begins with a dot. */
const issuerPath = '/.issuer';
const hostname = '127.0.0.1';

/** What a local host is made from. */
export interface LocalHostOptions {
  readonly config: Config;
  /** The folder of the configuration file. */
  readonly directory: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: Log;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What each call may use, to see pages end as they do on a host that has limits. @default - no limits */
  readonly limits?: HostLimits | undefined;
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
 * @throws the system's error if the port can not be had, `EADDRINUSE` for example; DevelopmentIssuerRefused in a cloud
 */
export const startLocalHost = async (options: LocalHostOptions): Promise<LocalHost> => {
  const served = Promise.withResolvers<FetchHandler>();
  const handler: FetchHandler = async (request, target) => (await served.promise)(request, target);
  const server = await startHttpServer({ hostname, port: options.port, handler });
  const shutdown = new AbortController();
  const stop = (graceMilliseconds: number) => {
    shutdown.abort();
    return server.stop(graceMilliseconds);
  };
  try {
    // The issuer's name, and what every gateway trusts, holds the port.
    const origin = `http://${hostname}:${server.port}`;
    const issuer = await developmentIssuer({
      issuer: origin + issuerPath,
      environment: options.environment,
      now: Date.now,
    });
    const vendor = developmentVendor(options.config.vendor, issuer.issuer);
    const urlOf = (source: string) => `${origin}/${source}`;
    served.resolve(sources(options, { vendor, issuer, urlOf, shutdown: shutdown.signal }));
    return { port: server.port, urlOf, token: minter(options.config, vendor, issuer, urlOf), stop };
  } catch (error) {
    await stop(0);
    throw error;
  }
};

interface Trust {
  readonly vendor: VendorConfig;
  readonly issuer: DevelopmentIssuer;
  readonly urlOf: LocalHost['urlOf'];
  readonly shutdown: AbortSignal;
}

/** Answers for every source under its name, and for the issuer. */
const sources = (options: LocalHostOptions, { vendor, issuer, urlOf, shutdown }: Trust): FetchHandler => {
  const { config, directory, log, limits } = options;
  // The issuer is asked within this process: a fetch of its URL would fail on ports that browsers block, such as 6000.
  const fetch: typeof globalThis.fetch = async (input, init) =>
    issuer.respond(new Request(input, init)) ?? new Response(null, { status: 404 });
  const gateways = new Map<string, Gateway>();
  for (const [name, source] of Object.entries(config.sources)) {
    const platform = localPlatform({ directory, gateway: config.gateway, source: name, log });
    const verify = callersFor(vendor, source.claims, { fetch, now: platform.now, allowLoopbackHttp: true });
    const document = { ...sourceDocument(config, name), vendor };
    const connector = runningConnector(source)!;
    gateways.set(name, createGateway({ document, connector, platform, verify, isLocal: true }));
  }
  return (request, target) => {
    const [, name = ''] = new URL(request.url).pathname.split('/');
    const gateway = gateways.get(name);
    if (gateway) return gateway(request, { target, publicUrl: urlOf(name), limits, shutdown });
    return issuer.respond(request) ?? unknownSource(config);
  };
};

const minter =
  (config: Config, vendor: VendorConfig, issuer: DevelopmentIssuer, urlOf: LocalHost['urlOf']): LocalHost['token'] =>
  (source, lifetimeSeconds) => {
    const { urlClaim, claims, audience } = vendor.identity.jwt!;
    const url = urlClaim === null ? {} : { [urlClaim]: urlOf(source) };
    const all = { ...claims, ...config.sources[source]?.claims, ...url, aud: audience, sub: vendor.name };
    return issuer.mint(all, lifetimeSeconds);
  };

const unknownSource = ({ sources }: Config): Response =>
  problemResponse({
    status: 404,
    code: 'not-found',
    detail: `No source is served at this path; there are ${Object.keys(sources)
      .map((name) => `/${name}/`)
      .join(', ')}.`,
    reference: newReference(),
  });
