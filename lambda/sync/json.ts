import type { Json } from '../../connectors/item.ts';

/** An object of JSON. */
export type JsonObject = { readonly [name: string]: Json };
