import type { ShapeNode } from './shape-node.ts';

/** One named property. */
export interface Property {
  readonly name: string;
  readonly node: ShapeNode;
  /** Its place in the shape, from 0. */
  readonly index: number;
}

interface Entry extends Property {
  readonly key: Buffer;
}

const hashOf = (bytes: Uint8Array, from: number, to: number): number => {
  let hash = 0;
  for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
  return hash;
};

const isEqual = (key: Buffer, bytes: Uint8Array, from: number): boolean => {
  for (let at = 0; at < key.length; at++) if (key[at] !== bytes[from + at]) return false;
  return true;
};

/**
 * Finds a property by the bytes of its name, without making text of them: a hash table with open addressing. A Map needs a string
 * for every key of a document, which costs as much as the rest of the pass.
 */
export class PropertyTable {
  readonly size: number;
  readonly #slots: (Entry | undefined)[];
  readonly #mask: number;
  readonly #byName: ReadonlyMap<string, Property>;

  constructor(properties: readonly (readonly [string, ShapeNode])[]) {
    this.size = properties.length;
    // At most half of the slots are taken, so that what is not named is soon known.
    this.#slots = new Array(2 ** Math.ceil(Math.log2(this.size * 2 + 1))).fill(undefined);
    this.#mask = this.#slots.length - 1;
    const entries = properties.map(([name, node], index): Entry => ({ name, node, index, key: Buffer.from(name) }));
    for (const entry of entries) this.#slots[this.#freeSlot(entry.key)] = entry;
    this.#byName = new Map(entries.map((entry) => [entry.name, entry]));
  }

  /** The property whose name stands between two bytes, without escapes. */
  find(bytes: Uint8Array, from: number, to: number): Property | undefined {
    const length = to - from;
    for (let slot = hashOf(bytes, from, to) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const entry = this.#slots[slot];
      if (entry === undefined) return undefined;
      if (entry.key.length === length && isEqual(entry.key, bytes, from)) return entry;
    }
  }

  named(name: string): Property | undefined {
    return this.#byName.get(name);
  }

  #freeSlot(key: Buffer): number {
    let slot = hashOf(key, 0, key.length) & this.#mask;
    while (this.#slots[slot] !== undefined) slot = (slot + 1) & this.#mask;
    return slot;
  }
}
