/** Calls of one form that a source makes. */
export interface SourceCall {
  readonly methods: readonly string[];
  /** Scheme, host and port. */
  readonly origin: string;
  /** A pattern as a rule has it: decoded, with `*` for what changes within a segment. */
  readonly path: string;
  readonly query: readonly string[] | 'any';
  /** Headers in lower case, the usual ones among them. */
  readonly headers: readonly string[];
  readonly escapedTwice: boolean;
}

/** What a call is made of, where it is not usual. */
export interface CallParts extends Partial<Pick<SourceCall, 'query' | 'headers' | 'escapedTwice'>> {
  readonly methods: readonly string[];
  /** The address that the path comes after. */
  readonly server: string;
  /** A template: `{name}` stands for what changes. @default - the server's own path */
  readonly path?: string | undefined;
}

/**
 * A call of a source, in the words of a rule.
 *
 * @example sourceCall({ methods: ['GET'], server: 'https://hr.acme.internal/api', path: '/people/{id}' }).path // '/api/people/*'
 */
export const sourceCall = ({ methods, server, path = '', ...others }: CallParts): SourceCall => {
  const url = new URL(server);
  const base = path === '' ? url.pathname : url.pathname.replace(/\/$/, '');
  return {
    methods,
    origin: url.origin,
    path: decoded(base) + decoded(path).replaceAll(/\{[^{}]*\}/g, '*'),
    query: others.query ?? [...url.searchParams.keys()],
    headers: others.headers ?? [],
    escapedTwice: others.escapedTwice ?? false,
  };
};

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};
