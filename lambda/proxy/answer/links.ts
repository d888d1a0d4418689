import { treatAddress } from './sealed-parameters.ts';
import type { SealPath } from './sealed-path.ts';

/** Rewrites addresses in answers, so that the vendor goes on through the gate. */
export interface Links {
  /**
   * An address below one of the API's servers, as one below the gate. One that begins with a slash stays where it begins, but what is
   * sealed and put back is so there too. Any other address stays as it is.
   */
  rewrite(address: string): string;
  /** The same, but `undefined` for an address that is below none of the API's servers. It may be relative. */
  own(address: string, base: URL): string | undefined;
}

/** What the links of one answer depend on. */
export interface LinksOptions {
  /** Where the vendor reaches this source, without a slash at its end. */
  readonly publicUrl: string;
  /** By pseudonym, what was put back in this request: the source repeats it in its links. */
  readonly putBack: ReadonlyMap<string, string>;
  /** Gives the reversible pseudonym of a text. */
  seal(text: string): string | undefined;
}

/**
 * The links of an API, and then those of one of its answers.
 *
 * @param servers the addresses that the API's paths come after, without a slash at their end
 * @param sealed parameters of queries that leave as pseudonyms only
 * @param sealPath does the same for variables of paths
 * @example
 * linksOf(['https://api.example.com/v2'], sealedParameters(api), sealedPath(api))({ publicUrl: 'https://gate.example', putBack: new Map(), seal })
 *   .rewrite('https://api.example.com/v2/users?page=2') // 'https://gate.example/users?page=2'
 */
export const linksOf = (
  servers: readonly string[],
  sealed: ReadonlySet<string>,
  sealPath: SealPath,
): ((options: LinksOptions) => Links) => {
  // The longest first: one may be below another.
  const homes = [...servers].sort((a, b) => b.length - a.length).map(homeOf);

  /** What comes after a server in an address, written in whatever way. */
  const rest = ({ host, protocol, username, password, pathname, search, hash }: URL): string | undefined => {
    // Behind a proxy of their own many servers write http, though they are reached by https only.
    if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return undefined;
    const home = homes.find(
      (each) => each.host === host && (pathname === each.base || pathname.startsWith(`${each.base}/`)),
    );
    return home && pathname.slice(home.base.length) + search + hash;
  };

  return ({ publicUrl, putBack, seal }) => {
    const known = new Map(Array.from(putBack, ([pseudonym, plain]) => [plain, pseudonym]));
    const treatment = { sealed, sealPath, seal: (text: string) => known.get(text) ?? seal(text), hide: hider(known) };
    const hide = (address: string): string => treatAddress(address, treatment);
    const own = (url: URL | null): string | undefined => {
      const below = url ? rest(url) : undefined;
      return below === undefined ? undefined : publicUrl + hide(below);
    };
    return {
      rewrite(address) {
        if (relative.test(address)) return hide(address);
        const home = homes.find(({ server }) => isBelow(address, server));
        return home ? publicUrl + hide(address.slice(home.server.length)) : (own(URL.parse(address)) ?? address);
      },
      own: (address, from) => own(URL.parse(address, from.href)),
    };
  };
};

/** A path or a query without a host, which nobody would take for one. */
const relative = /^(?:\/(?![/\\])|\?)/;

interface Home {
  readonly server: string;
  readonly host: string;
  /** Its path; nothing for one at the root. */
  readonly base: string;
}

const homeOf = (server: string): Home => {
  const { host, pathname } = new URL(server);
  return { server, host, base: pathname === '/' ? '' : pathname };
};

const isBelow = (address: string, server: string): boolean => {
  if (!address.startsWith(server)) return false;
  const next = address[server.length];
  return next === undefined || next === '/' || next === '?' || next === '#';
};

/**
 * Puts the pseudonyms in again, in each segment of a path and each value of a query, wherever what they stand for is a word of its
 * own. A value that happens to be equal becomes a pseudonym too; it is put back all the same when the vendor follows the link.
 */
const hider = (known: ReadonlyMap<string, string>): ((address: string) => string) => {
  // Nothing stands everywhere.
  const plain = [...known.keys()].filter((each) => each !== '');
  if (plain.length === 0) return asItIs;
  // The longest first: one value may be a part of another. All at once: a pseudonym may have one for a word.
  const words = plain.sort((a, b) => b.length - a.length).map(escaped);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  return (address) =>
    address.replace(/[^/?&=#;]+/g, (part) => {
      const text = decoded(part);
      const hidden = text.replace(pattern, (word) => known.get(word)!);
      return hidden === text ? part : encodeURIComponent(hidden);
    });
};

const asItIs = (address: string): string => address;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** A part of an address as text; `+` is a space in queries, and in paths nothing worse comes of it. */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return part;
  }
};
