import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, type Registrar, relayDocument, sourceDocument, type VendorConfig } from '../../config/config.ts';
import { runningConnector } from '../../connectors/running.ts';
import { callersFor } from '../callers/callers-for.ts';
import { type DevelopmentIssuer, developmentIssuer } from '../callers/development-issuer.ts';
import { registrarsFor } from '../callers/registrars-for.ts';
import { createGateway, type Gateway } from '../gateway.ts';
import type { HostLimits } from '../imports/import-call.ts';
import { localPlatform } from '../platform/local/local-platform.ts';
import type { Log } from '../platform/log.ts';
import { newReference } from '../platform/reference.ts';
import { problemResponse } from '../problem.ts';
import { createRelay } from '../relay/create-relay.ts';
import { type FetchHandler, startHttpServer } from './http-server.ts';
import { type LocalSyncs, openLocalSyncs } from './local-syncs.ts';
import { type LocalTokens, localTokens } from './local-tokens.ts';

/** No source can have this name: it begins with a dot. */
const issuerPath = '/.issuer';
/** Nor this one. */
const relayPath = '/.sallyport/relay';
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

/** All sources and syncs of a configuration on one port of this machine, each under `/<name>/`. */
export interface LocalHost extends LocalTokens {
  readonly port: number;
  /** Where a source or a sync is. */
  urlOf(name: string): string;
  /** Where agents and registrars call; `undefined` if the configuration has no relay. */
  readonly relayUrl: string | undefined;
  /** Has a sync run now, in this process: its schedules start nothing here. Throws as `OpenSync.run` does, and RangeError if there is none of this name. */
  readonly runSync: LocalSyncs['run'];
  /** Ends pages and runs early, waits for them so many milliseconds, then cuts. Resolves to the number of answers that were cut. */
  stop(graceMilliseconds: number): Promise<number>;
}

/** On this machine the development issuer stands in for the vendor's own, with the same audience and claims. */
const developmentVendor = ({ name, identity }: VendorConfig, issuer: string): VendorConfig => {
  const { audience = 'gateway', claims = {}, urlClaim = 'gateway_url' } = identity.jwt ?? {};
  return { name, profile: 'bearer', identity: { jwt: { issuer, audience, claims, urlClaim } } };
};

/** Nor can a registrar, or a server that users authenticate at, sign in at an issuer of its own here. */
const developmentRegistrar = ({ clientId: _, ...registrar }: Registrar, issuer: string): Registrar => ({
  ...registrar,
  issuer,
});

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
  let syncs: LocalSyncs | undefined;
  const stop = async (graceMilliseconds: number): Promise<number> => {
    shutdown.abort();
    const grace = sleep(graceMilliseconds, undefined, { ref: false });
    const [cut] = await Promise.all([server.stop(graceMilliseconds), Promise.race([syncs?.settled(), grace])]);
    return cut;
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
    const relayUrl = options.config.relay && origin + relayPath;
    const trust = { vendor, issuer, urlOf, relayUrl, shutdown: shutdown.signal };
    syncs = await localSyncs(options, trust);
    served.resolve(everything(options, trust, syncs));
    return {
      ...localTokens({ config: options.config, vendor, mint: issuer.mint, urlOf }),
      port: server.port,
      urlOf,
      relayUrl,
      runSync: syncs.run,
      stop,
    };
  } catch (error) {
    await stop(0);
    throw error;
  }
};

interface Trust {
  readonly vendor: VendorConfig;
  readonly issuer: DevelopmentIssuer;
  readonly urlOf: LocalHost['urlOf'];
  readonly relayUrl: string | undefined;
  readonly shutdown: AbortSignal;
}

/** The issuer is asked within this process: a fetch of its URL would fail on ports that browsers block, such as 6000. */
const fetchOf =
  (issuer: DevelopmentIssuer): typeof globalThis.fetch =>
  async (input, init) =>
    issuer.respond(new Request(input, init)) ?? new Response(null, { status: 404 });

/** Answers for the relay, if there is one, and for all else. */
const everything = (options: LocalHostOptions, trust: Trust, syncs: LocalSyncs): FetchHandler => {
  const answerNamed = named(options, trust, syncs);
  const answerRelay = relay(options, trust);
  return (request, target) =>
    answerRelay && target.startsWith(`${relayPath}/`) ? answerRelay(request, target) : answerNamed(request, target);
};

/** Answers for agents and registrars, whom the development issuer vouches for. */
const relay = ({ config, directory, log }: LocalHostOptions, { issuer, relayUrl }: Trust): FetchHandler | undefined => {
  const configured = relayDocument(config);
  if (!configured || relayUrl === undefined) return undefined;
  const registrars = configured.relay.registrars.map((registrar) => developmentRegistrar(registrar, issuer.issuer));
  const document = { ...configured, relay: { ...configured.relay, registrars } };
  const platform = localPlatform({ directory, gateway: config.gateway, source: 'relay', log });
  const verify = registrarsFor(registrars, { fetch: fetchOf(issuer), now: platform.now, allowLoopbackHttp: true });
  const answer = createRelay({ document, platform, verify });
  return (request, target) => answer(request, { target, publicUrl: relayUrl });
};

/** The syncs, with the development issuer for servers that users authenticate at. */
const localSyncs = ({ config, directory, log }: LocalHostOptions, { issuer, shutdown }: Trust): Promise<LocalSyncs> => {
  const verify = (sync: string) => {
    const servers = config.sync[sync]?.signIn?.servers ?? [];
    const developed = servers.map((server) => developmentRegistrar(server, issuer.issuer));
    return registrarsFor(developed, { fetch: fetchOf(issuer), now: Date.now, allowLoopbackHttp: true });
  };
  return openLocalSyncs({ config, directory, log, verify, shutdown });
};

/** Answers for every source and every sync under its name, and for the issuer. */
const named = (
  options: LocalHostOptions,
  { vendor, issuer, urlOf, shutdown }: Trust,
  syncs: LocalSyncs,
): FetchHandler => {
  const { config, directory, log, limits } = options;
  const fetch = fetchOf(issuer);
  const gateways = new Map<string, Gateway>(syncs.gateways);
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

const unknownSource = ({ sources, sync }: Config): Response =>
  problemResponse({
    status: 404,
    code: 'not-found',
    detail: `No source is served at this path; there are ${Object.keys({ ...sources, ...sync })
      .map((name) => `/${name}/`)
      .join(', ')}.`,
    reference: newReference(),
  });
