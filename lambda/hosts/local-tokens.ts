import type { Config, Registrar, VendorConfig } from '../../config/config.ts';

/** Tokens by which callers are known to the local host, from the development issuer. */
export interface LocalTokens {
  /** A token that the source accepts. */
  token(source: string, lifetimeSeconds: number): Promise<string>;
  /** A token by which the registrar of that name is known. Throws RangeError if there is none. */
  registrarToken(name: string, lifetimeSeconds: number): Promise<string>;
  /** A token by which a server that users authenticate at is known to a sync. Throws RangeError if there is none of these names. */
  serverToken(sync: string, server: string, lifetimeSeconds: number): Promise<string>;
}

/** What tokens are made from. */
export interface LocalTokensOptions {
  readonly config: Config;
  /** As this machine knows it. */
  readonly vendor: VendorConfig;
  /** Makes a token of the development issuer. */
  mint(claims: Readonly<Record<string, string | readonly string[]>>, lifetimeSeconds: number): Promise<string>;
  urlOf(source: string): string;
}

/** Makes what mints tokens for all callers of a configuration. */
export const localTokens = ({ config, vendor, mint, urlOf }: LocalTokensOptions): LocalTokens => {
  const tokenOf = ({ name, claims, subject = name, audience }: Registrar, lifetimeSeconds: number): Promise<string> =>
    mint({ ...claims, aud: audience, sub: subject }, lifetimeSeconds);

  return {
    token(source, lifetimeSeconds) {
      const { urlClaim, claims, audience } = vendor.identity.jwt!;
      const url = urlClaim === null ? {} : { [urlClaim]: urlOf(source) };
      const all = { ...claims, ...config.sources[source]?.claims, ...url, aud: audience, sub: vendor.name };
      return mint(all, lifetimeSeconds);
    },
    async registrarToken(name, lifetimeSeconds) {
      const registrar = config.relay?.registrars.find((candidate) => candidate.name === name);
      if (!registrar) throw new RangeError(`no registrar is named ${name}`);
      return tokenOf(registrar, lifetimeSeconds);
    },
    async serverToken(sync, name, lifetimeSeconds) {
      const signIn = Object.hasOwn(config.sync, sync) ? config.sync[sync]?.signIn : undefined;
      const server = signIn?.servers.find((candidate) => candidate.name === name);
      if (!server) throw new RangeError(`no server of sync ${sync} is named ${name}`);
      return tokenOf(server, lifetimeSeconds);
    },
  };
};
