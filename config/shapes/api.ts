import type { Shape } from './shape.ts';

/** Methods that an endpoint can have. A HEAD request is allowed where GET is. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What may be sent with a request. */
export interface RequestBody {
  /** Media types without parameters, in lower case. */
  readonly types: readonly string[];
  /** Every JSON body must fit it wholly: what it does not name is refused, not cut off. @default - any bytes of these types */
  readonly shape?: Shape | undefined;
  readonly maximumBytes: number;
}

/** One allowed operation of a source's API. What it does not name is refused on the way in and does not leave on the way out. */
export interface Endpoint {
  /** How it is called in logs and messages: `GET /users/{id}`. */
  readonly name: string;
  readonly method: Method;
  /** Below the server: literal text and `{variable}`s, each within one segment (RFC 6570, level 1). */
  readonly path: string;
  /** One scalar shape for each variable of the path. */
  readonly variables: Readonly<Record<string, Shape>>;
  /**
   * Variables whose text the source decodes once more after its path was taken apart, so that slashes in it can be said at all: they
   * are escaped twice.
   *
   * @default - none
   */
  readonly escapedTwice?: readonly string[] | undefined;
  /** Allowed parameters of the query: a scalar shape, or an array of scalars for one that may be repeated. */
  readonly query: Readonly<Record<string, Shape>>;
  /** Names in lower case. */
  readonly requestHeaders: readonly string[];
  readonly body?: RequestBody | undefined;
  /** By status (`200`) or class of statuses (`2XX`): what may leave of the answer's body. A body without a shape stays here. */
  readonly answers: Readonly<Record<string, Shape>>;
  /** Names in lower case, beside those that every answer keeps. */
  readonly responseHeaders: readonly string[];
  /**
   * Where this endpoint's path comes after, of an API that lives on several hosts; without a slash at its end.
   *
   * @default - the API's server
   */
  readonly server?: string | undefined;
  /**
   * The vendor says in the header `sallyport-subject` as whom the source is called, and this is what it may say: a scalar shape, whose
   * reversible pseudonym is put back. The gate then gets a token for that user (Google's domain-wide delegation).
   *
   * @default - the header is not taken
   */
  readonly subject?: Shape | undefined;
}

/** How long, how much and how often. */
export interface ApiLimits {
  readonly connectSeconds: number;
  readonly firstByteSeconds: number;
  /** For the whole call, with all its attempts. */
  readonly wholeSeconds: number;
  /** Calls to one server at the same time. More wait, as long as the call's time allows. */
  readonly concurrency: number;
  /** Tries of a safe request, the first included. */
  readonly attempts: number;
}

/** What an error of the source means, if its status does not say it: too many requests, most often. */
export interface StatusRule {
  /** The status of the error. */
  readonly status: number;
  /** The header, or the field of the JSON body (its name, or a JSON Pointer), that has one of the values. @default - any such error */
  readonly header?: string | undefined;
  readonly column?: string | undefined;
  readonly in?: readonly (string | number | boolean)[] | undefined;
  /** The status that it is taken for. */
  readonly means: 401 | 403 | 429 | 503;
}

/** The part of a source's API that is served by proxy. */
export interface Api {
  /** The address that paths come after, without a slash at its end. */
  readonly server: string;
  /** `host` or `host:port` that redirects may lead to beside those of its servers. */
  readonly hosts: readonly string[];
  /** Ranges (`10.20.0.0/16`) of private addresses that these hosts may have. None of them without it. */
  readonly privateAddresses: readonly string[];
  readonly endpoints: readonly Endpoint[];
  /** What `$ref` refers to. */
  readonly $defs: Readonly<Record<string, Shape>>;
  /**
   * Headers that the gate adds to every request, by their names in lower case: the version of the API, for example.
   *
   * @default - none
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Errors that are taken for ones of another status. The first that fits counts.
   *
   * @default - none
   */
  readonly statuses?: readonly StatusRule[] | undefined;
  readonly limits: ApiLimits;
}
