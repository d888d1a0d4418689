/** A search filter (RFC 4511, section 4.5.1.7). Values are the bytes that are compared. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'present'; readonly attribute: string }
  | {
      readonly kind: 'equal' | 'greater-or-equal' | 'less-or-equal' | 'approximate';
      readonly attribute: string;
      readonly value: Buffer;
    }
  | {
      readonly kind: 'substrings';
      readonly attribute: string;
      readonly initial?: Buffer | undefined;
      readonly any: readonly Buffer[];
      readonly final?: Buffer | undefined;
    }
  | {
      readonly kind: 'matches';
      /** Name or OID of a matching rule. */
      readonly rule?: string | undefined;
      readonly attribute?: string | undefined;
      /** Whether the attributes of the entry's DN are looked at too. */
      readonly dn: boolean;
      readonly value: Buffer;
    };

/** That an attribute has a value. Text is compared as its UTF-8 bytes: nothing in it can become a part of the filter. */
export const equal = (attribute: string, value: string | Buffer): Filter => ({
  kind: 'equal',
  attribute,
  value: Buffer.from(value as string),
});

/** That an entry matches all of them. */
export const and = (filters: readonly Filter[]): Filter =>
  filters.length === 1 ? filters[0]! : { kind: 'and', filters };

/** Every entry: each has an object class (RFC 4512, section 2.4). */
export const anyEntry: Filter = { kind: 'present', attribute: 'objectClass' };
