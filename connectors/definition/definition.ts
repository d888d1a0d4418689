import type { WrittenEndpoint } from '../../config/shapes/file-schema.ts';
import type { Shape } from '../../config/shapes/shape.ts';
import type { Json } from '../item.ts';
import type { ValueType } from '../mapping/mapping.ts';

/**
 * What we know about one kind of source, as data: one YAML file for people to read. Texts may hold `${setting}`, which a source's own
 * settings fill in.
 */
export interface Definition {
  /** The word after `connector:`. Small letters, digits and dashes. */
  readonly name: string;
  /** How people call this kind of source. */
  readonly title: string;
  /** What can be had from it, in a sentence. */
  readonly about: string;
  /** Pages of the vendor that this file was written from. */
  readonly documentation: readonly string[];
  readonly settings: Readonly<Record<string, Setting>>;
  /** The address that paths come after. */
  readonly server: string;
  /** Further hosts that redirects may lead to. */
  readonly hosts: readonly string[];
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ways to prove who calls; the first is the default. */
  readonly authentication: Readonly<Record<string, Way>>;
  /** What the source's administrator grants, and why. */
  readonly permissions: Readonly<Record<string, string>>;
  readonly rateLimits: RateLimits;
  /** How answers are to be understood whose status does not say it. The first that fits counts. */
  readonly answers: readonly AnswerRule[];
  /** How lists go on that do not say it themselves. */
  readonly paging: Paging;
  /** What an import reads, in this order. None: imports are not served. */
  readonly lists: Readonly<Record<string, ListDefinition>>;
  /** What a vendor may call. None: the proxy is not served. */
  readonly endpoints: Readonly<Record<string, DefinedEndpoint>>;
  readonly $defs: Readonly<Record<string, Shape>>;
  /** What the source's administrator does beside what every source of this authentication needs. */
  readonly setup: readonly DefinedStep[];
}

/** What a source's administrator does. */
export interface SetupStep {
  readonly title: string;
  readonly lines: readonly string[];
}

/** A step of a definition. */
export interface DefinedStep extends SetupStep {
  /** Only for these ways to prove who calls. @default - for all */
  readonly ways?: readonly string[] | undefined;
}

/** A setting of a source: text that stands for `${name}` in the definition. */
export interface Setting {
  readonly description: string;
  /** One that works, for people and for checks. */
  readonly example: string;
  /** `url`: https, without a slash at its end. `host`: a name of a host. */
  readonly kind: 'text' | 'url' | 'host';
  /** A regular expression that the whole text must match. */
  readonly pattern?: string | undefined;
  /** The only values that it may have. */
  readonly choices?: readonly string[] | undefined;
  readonly default?: string | undefined;
  /** Without it, what names it is left out: a parameter of a query, a key of `authentication`. */
  readonly optional: boolean;
}

/** One way to prove who calls. */
export interface Way {
  readonly about: string;
  /** As `authentication:` of a source is written, before settings are filled in. `${permissions}` as an item of a list: all that are needed. */
  readonly with: Json;
  /** Settings that are optional elsewhere, without which the source would refuse it. */
  readonly needs?: readonly string[] | undefined;
}

/** How often a source may be asked. */
export interface RateLimits {
  /** What the vendor says, for people. */
  readonly about: string;
  readonly documentation?: string | undefined;
  /** Requests of one import at the same time: of lists that are read for each row of another. */
  readonly parallel: number;
  /** No more than so many requests of an import in so many seconds. @default - as fast as the source answers */
  readonly every?: { readonly requests: number; readonly seconds: number } | undefined;
  /** The header that says when a refused caller may come back, beside Retry-After. */
  readonly reset?:
    | { readonly header: string; readonly unit: 'seconds' | 'epochSeconds' | 'epochMilliseconds' }
    | undefined;
}

/** What an answer can mean. `absent`: there is nothing, and that is fine. */
export type Meaning = 'throttled' | 'unavailable' | 'credentials-refused' | 'access-denied' | 'absent' | 'failed';

/** An answer of that status, in which a header or a field of its body has one of these values. */
export interface AnswerRule {
  readonly status: number;
  readonly header?: string | undefined;
  readonly column?: string | undefined;
  /** @default - any status of that number will do */
  readonly in?: readonly (string | number | boolean)[] | undefined;
  readonly means: Meaning;
}

/** How the next page of a list is asked for. */
export type Paging =
  | 'none'
  /** There is one page, and the answer says how many rows it should have: fewer are not the whole list. */
  | { readonly whole: string }
  /**
   * The answer says its address: in the header Link (RFC 8288), or in a field. It may be relative. Its path must be that of the list's
   * own request, or one of `paths`: the address travels in the import's cursor, and nobody may lead the gate elsewhere. `from: server`:
   * one that begins with a slash begins at the server, not at its host.
   */
  | { readonly link: string; readonly paths?: readonly string[] | undefined; readonly from?: 'server' | undefined }
  /** The answer has a token, which the next request sends. Over when there is none, it is empty, `more` is not true, or `last` is. */
  | {
      readonly token: string;
      readonly parameter: string;
      readonly in: 'query' | 'body';
      readonly more?: string | undefined;
      readonly last?: string | undefined;
      /** Another request, which sends the token and nothing else. */
      readonly request?: string | undefined;
    }
  /** The next request says the last row that came. Over when `more` is not true, or no row came. */
  | { readonly after: string; readonly parameter: string; readonly more?: string | undefined }
  /** The next request says how many rows came so far. Over when there are `total` rows, `last` is true, or no row came. */
  | {
      readonly offset: string;
      readonly from: number;
      readonly total?: string | undefined;
      readonly last?: string | undefined;
    }
  /** The next request says the number of the page. Over after page `total`, when `last` is true, or no row came. */
  | {
      readonly page: string;
      readonly from: number;
      readonly total?: string | undefined;
      readonly last?: string | undefined;
    };

/** One list that an import reads. */
export interface ListDefinition {
  /** What is read, in a few words. */
  readonly about: string;
  readonly documentation?: string | undefined;
  readonly permissions: readonly string[];
  /** Read only if a source names it. */
  readonly optional: boolean;
  /** Once for each row of that list, whose `variables` fill in `{name}` in path, query and body. */
  readonly for?: string | undefined;
  /** By name: the column of the other list's row. */
  readonly variables: Readonly<Record<string, string>>;
  /** `GET /users`: below the server. */
  readonly request: string;
  /** Where the path comes after, if not the definition's server. */
  readonly server?: string | undefined;
  /** `${fields}`: the fields of a row that are read, with commas between them. */
  readonly query: Readonly<Record<string, string>>;
  readonly body?: Json | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Where the rows are; `.` where the answer itself is the only row. @default - the answer is the list */
  readonly rows?: string | undefined;
  readonly paging?: Paging | undefined;
  /** Which entity a row is, if no item makes one of it: another list does. */
  readonly self?: EntityReference | undefined;
  readonly items: readonly ItemMapping[];
  /** How only what has changed is read. @default - the list is read whole each time */
  readonly changes?: Changes | undefined;
}

/**
 * How a vendor that asks for changes gets only those of a list. `link`: the last page says where the changes from then on are; with
 * `request`, that one is asked for it before the list is read, because the list itself does not say it. `since`: parameters of the
 * query in which `{since}` is the time from which on.
 */
export type Changes =
  | {
      readonly link: string;
      readonly request?: string | undefined;
      readonly query?: Readonly<Record<string, string>> | undefined;
    }
  | { readonly since: Readonly<Record<string, string>>; readonly format: 'iso' | 'sql' | 'epochSeconds' };

/** What one row becomes: an entity or a relationship, of itself or of each element of a list in it. */
export interface ItemMapping {
  /** The column with a list; its elements are mapped then. */
  readonly each?: string | undefined;
  /** Only rows (or elements) whose column has that value, or one of them. null: one that has nothing there. */
  readonly where?: Readonly<Record<string, Scalar | null | readonly (Scalar | null)[]>> | undefined;
  /** A column that only rows (or elements) have which are gone. Changes tell of them; in a whole list they are passed over. */
  readonly removed?: string | undefined;
  readonly entity?: EntityDefinition | undefined;
  readonly relationship?: RelationshipDefinition | undefined;
}

type Scalar = string | number | boolean;

/** A word, or the column that holds it: then `values` says what each means, and rows with others are passed over. */
export type TypeName =
  | string
  | { readonly column: string; readonly values?: Readonly<Record<string, string>> | undefined };

/** A row is an entity. Columns are names of fields, JSON Pointers, or `.` for an element that is a text or number itself. */
export interface EntityDefinition {
  readonly type: TypeName;
  readonly id: string;
  /** The first that is not empty; the id stands in where all are. */
  readonly name: string | readonly string[];
  readonly attributes: Readonly<Record<string, AttributeDefinition>>;
}

/** Where an attribute's value is, and of which type it is; or always the same. */
export type AttributeDefinition =
  | string
  | {
      readonly column: string;
      readonly type: ValueType;
      /** Numbers that count from 1970, of a dateTime. */
      readonly epoch?: 'seconds' | 'milliseconds' | undefined;
    }
  | { readonly value: Scalar };

/** `self`: the entity of this row. `parent`: the entity of the row that the list is read for. */
export type RelationshipEnd = 'self' | 'parent' | EntityReference;

/** An entity by the columns of its type and id. */
export interface EntityReference {
  readonly type: TypeName;
  readonly id: string;
}

/** A row is a link. A row with an empty end is no link. */
export interface RelationshipDefinition {
  readonly from: RelationshipEnd;
  readonly to: RelationshipEnd;
  readonly attributes: Readonly<Record<string, AttributeDefinition>>;
}

/** An endpoint as in a shapes file, and what it is for. */
export interface DefinedEndpoint extends WrittenEndpoint {
  readonly documentation?: string | undefined;
  readonly permissions: readonly string[];
  /** Served only if a source names it under `endpoints`: what needs a permission that gives content, though none leaves. @default false */
  readonly optional?: boolean | undefined;
  /** Other paths of the same operation, which the vendor's own links lead to. */
  readonly also?: readonly string[] | undefined;
}
