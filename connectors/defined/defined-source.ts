import type { Api } from '../../config/shapes/api.ts';
import type { Authentication } from '../authentication/authentication.ts';
import type {
  AnswerRule,
  EntityReference,
  ItemMapping,
  Paging,
  RateLimits,
  SetupStep,
} from '../definition/definition.ts';
import type { Json } from '../item.ts';
import type { InvalidRowPolicy } from '../mapping/mapping.ts';

/** What a source of a defined connector works with: its definition with its settings filled in. Plain data. */
export interface DefinedSource {
  /** What of the API may be called; no endpoints if the proxy is not served. */
  readonly api: Api;
  /** In place of the API's servers on this machine. */
  readonly localServer?: string | undefined;
  readonly authentication: Authentication;
  /** What an import reads; no lists if imports are not served. */
  readonly plan: ImportPlan;
  /** What the source's administrator grants, of what is read and served, and why. */
  readonly permissions: Readonly<Record<string, string>>;
  readonly setup: readonly SetupStep[];
}

/** What an import reads, and how. */
export interface ImportPlan {
  /** In the order that they are read. */
  readonly lists: readonly List[];
  readonly answers: readonly AnswerRule[];
  readonly rateLimits: Pick<RateLimits, 'parallel' | 'every' | 'reset'>;
  readonly onInvalidRow: InvalidRowPolicy;
  /** How long one answer may take. */
  readonly answerSeconds: number;
}

/** One list of an import. */
export interface List {
  readonly name: string;
  /** Its rows become items. Otherwise it is read for those that are read for its rows. */
  readonly isRead: boolean;
  /** The list that it is read for. */
  readonly for?: string | undefined;
  /** By name in `{name}`: the column of the other list's row. */
  readonly variables: Readonly<Record<string, string>>;
  readonly request: ListRequest;
  readonly rows?: string | undefined;
  readonly paging: Paging;
  /** Which entity a row is, if no item makes one of it. */
  readonly self?: EntityReference | undefined;
  /** How only what has changed is read. */
  readonly changes?: ListChanges | undefined;
  readonly items: readonly ItemMapping[];
}

/** What is asked for a list. `{name}` in path, query and body stands for a variable. */
export interface ListRequest {
  readonly method: 'GET' | 'POST';
  readonly server: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: Json | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** How only what has changed is read: after a link that the source gives, or since a time. */
export type ListChanges =
  | { readonly link: string; readonly request?: Pick<ListRequest, 'path' | 'query'> | undefined }
  | { readonly since: Readonly<Record<string, string>>; readonly format: 'iso' | 'sql' | 'epochSeconds' };
