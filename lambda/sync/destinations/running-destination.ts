import type { Json } from '../../../connectors/item.ts';
import type { JsonObject } from '../json.ts';

/** A user as the destination has it now. */
export interface Found {
  readonly key: string;
  /** The destination's own name for it, for good. */
  readonly id: string;
  readonly isActive: boolean;
  /** In the form of the map, as far as it can be read. @default - not read: `find` gives it */
  readonly document?: JsonObject | undefined;
}

/** One field that is to be another. */
export interface FieldChange {
  /** Such as `user.email` or `userRoles`: lists are fields as a whole. */
  readonly path: string;
  /** `undefined`: there is none. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** What is to be done with one user. All of them can be done again and do no harm. */
export type Change =
  | { readonly kind: 'create'; readonly key: string; readonly document: JsonObject }
  | {
      /** Also of one that is disabled: it is to be active then. */
      readonly kind: 'update';
      readonly key: string;
      readonly id: string;
      readonly document: JsonObject;
      /** What it has now. */
      readonly found: Found;
      readonly fields: readonly FieldChange[];
    }
  | { readonly kind: 'disable' | 'delete'; readonly key: string; readonly id: string };

/** Why one user could not be changed. */
export type ChangeFailureCode =
  /** The destination does not take what it is sent. */
  | 'refused'
  /** Another one stands in the way, with the same name or mail address perhaps. */
  | 'conflict'
  /** It is not there any more. */
  | 'gone'
  /** The destination failed with this one, or did not answer in time. */
  | 'failed';

/** What came of one change. */
export type Changed =
  | {
      readonly outcome: 'done';
      readonly key: string;
      /** `undefined` of who was deleted. */
      readonly id: string | undefined;
      /** What was delivered, byte for byte, where it is what a token at sign-in says too. */
      readonly payload?: string | undefined;
    }
  | {
      readonly outcome: 'failed';
      readonly key: string;
      readonly code: ChangeFailureCode;
      /** Our own sentence. It repeats nothing of the user or of the answer. */
      readonly reason: string;
      /** Of the answer. */
      readonly status?: number | undefined;
    };

/** Groups of a destination whose members are kept there and not with users. */
export interface DestinationGroups {
  /** Those that are there, by the name that `document.groups` has. */
  find(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** @returns its id */
  create(name: string, signal: AbortSignal): Promise<string>;
  /** Users by their ids there, in as many calls as it takes. Members that nobody names stay. */
  change(
    id: string,
    members: { readonly add: readonly string[]; readonly remove: readonly string[] },
    signal: AbortSignal,
  ): Promise<void>;
}

/**
 * One destination while a sync runs. What it asks goes through a `fetch` that keeps to the destination's rate, waits where it is told to, and has
 * asked again what failed in passing.
 *
 * Every method throws DestinationError when the destination can not be used at all, and the signal's reason.
 */
export interface RunningDestination {
  /** How many changes `change` takes at once. */
  readonly batch: number;
  /** The same text for keys that are the same to the destination: those that differ by case, perhaps. @default - keys that differ are different */
  sameKey?(key: string): string;
  /** Everybody, in pages, ours or not. */
  list(signal: AbortSignal): AsyncGenerator<readonly Found[], void, undefined>;
  /** Those of these keys that are there, with documents. */
  find(keys: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Found>>;
  /** What is to be changed of what is there, for it to be as the document says; nothing if it is. What the document does not name stays as it is, unless the configuration says otherwise. */
  compare(found: Found, document: JsonObject): readonly FieldChange[];
  /** One outcome for each change, in their order. */
  change(changes: readonly Change[], signal: AbortSignal): Promise<readonly Changed[]>;
  /**
   * What a token at sign-in says of a user, as `change` would deliver it.
   *
   * @param document `undefined` fields are left out
   * @param found what the destination has of the user, with its document, as far as that is to stay. @default - nothing
   */
  payload(key: string, document: JsonObject, found?: Found): string;
  /** @default - groups are of no concern, or are fields of users */
  readonly groups?: DestinationGroups | undefined;
}

/** What a destination is made from. */
export interface DestinationOptions {
  /** As its schema resolved them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** With credentials; slowed down and asked again as the sync says. Bodies are texts. Redirects are not followed. */
  readonly fetch: typeof globalThis.fetch;
  /** Whether this is the local host, where the destination may have a stand-in. */
  readonly isLocal: boolean;
  /** Milliseconds since 1970. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
}
