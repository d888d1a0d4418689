import { type BareItem, serializeInnerList } from 'structured-headers';

/** Names of the covered components, with the value that each has in the message. */
export type Components = readonly (readonly [name: string, value: string])[];

/** Parameters of a signature, in the order in which they stand in the header. */
export type SignatureParameters = ReadonlyMap<string, BareItem>;

/** What is signed, and how the header says so. */
export interface SignatureBase {
  /** The member of `Signature-Input`. */
  readonly input: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The signature base of a message (RFC 9421, section 2.5), of components that have no parameters of their own.
 *
 * @example signatureBase([['@method', 'POST'], ['@path', '/connect']], new Map([['created', 1618884473]]))
 */
export const signatureBase = (components: Components, parameters: SignatureParameters): SignatureBase => {
  const input = serializeInnerList([components.map(([name]) => [name, new Map()]), new Map(parameters)]);
  const lines = [...components, ['@signature-params', input] as const].map(([name, value]) => `"${name}": ${value}`);
  return { input, bytes: new TextEncoder().encode(lines.join('\n')) };
};
