import { PropertyTable } from './property-table.ts';
import type { ArrayRule, ObjectRule } from './shape-node.ts';

/** A container that was opened and is not closed yet. */
export interface Frame {
  rule: ObjectRule | ArrayRule;
  isObject: boolean;
  /** Members that were read, whether or not they left. */
  seen: number;
  written: number;
  /** A place of a tuple stayed empty: what comes behind it would move up, so it does not leave either. */
  isCut: boolean;
  /** One bit for each named property that was there already. */
  named: Uint32Array;
  /** The last part of the pointer to the member at hand; only kept if someone watches. */
  key: string;
}

/** Containers that do not leave are read by these rules, so that what is no JSON is noticed in there too. */
export const skippedObject: ObjectRule = {
  isChoice: false,
  properties: new PropertyTable([]),
  required: [],
  values: undefined,
  keys: [],
};
export const skippedArray: ArrayRule = { isChoice: false, first: [], items: undefined };

/** The containers around the place that is read. A frame is used again by the next container at its depth. */
export class FrameStack {
  depth = 0;
  readonly #frames: Frame[] = [];

  /** The innermost container; only to be asked if the depth is not 0. */
  get top(): Frame {
    return this.#frames[this.depth - 1]!;
  }

  push(rule: ObjectRule | ArrayRule): void {
    const isObject = 'properties' in rule;
    const words = isObject ? (rule.properties.size + 31) >>> 5 : 0;
    const frame = this.#frames[this.depth++];
    if (frame === undefined) {
      this.#frames.push({ rule, isObject, seen: 0, written: 0, isCut: false, named: new Uint32Array(words), key: '' });
      return;
    }
    frame.rule = rule;
    frame.isObject = isObject;
    frame.seen = 0;
    frame.written = 0;
    frame.isCut = false;
    if (frame.named.length < words) frame.named = new Uint32Array(words);
    else frame.named.fill(0, 0, words);
  }

  /** JSON Pointer (RFC 6901) to the member at hand. */
  pointer(): string {
    const frames = this.#frames.slice(0, this.depth);
    return frames.map(({ key }) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  }
}
