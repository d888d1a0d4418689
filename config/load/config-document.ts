import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Problem } from '../config-error.ts';
import { child } from './child.ts';
import { printedPath } from './printed-path.ts';

/** The keys and indexes that lead to a place of a document. */
export type Path = readonly PropertyKey[];

/** Makes a problem that lies at an offset of the text. */
export type ProblemAt = (offset: number, what: string, remedy: string, path?: string) => Problem;

/** A YAML document and where its parts stand. */
export class ConfigDocument {
  /** The document as plain objects, arrays, texts, numbers, booleans and nulls. */
  readonly value: unknown;
  readonly #root: YAMLMap;
  readonly #problemAt: ProblemAt;

  constructor(root: YAMLMap, problemAt: ProblemAt) {
    this.value = root.toJSON();
    this.#root = root;
    this.#problemAt = problemAt;
  }

  /** The value at a path. */
  get(path: Path): unknown {
    return path.reduce(child, this.value);
  }

  /** The value at a path as it is written in the file, without quotes; `undefined` if there is none, or it is no scalar. */
  source(path: Path): string | undefined {
    const { value } = this.#find(path);
    return isScalar(value) ? value.source : undefined;
  }

  /** Whether a key or an item stands at this path. */
  has(path: Path): boolean {
    const { key, value } = this.#find(path);
    return key !== undefined || value !== undefined;
  }

  /** A problem with the key at a path. */
  atKey(path: Path, what: string, remedy: string): Problem {
    const { key, value, parent } = this.#find(path);
    return this.#problem(key ?? value ?? parent, path, what, remedy);
  }

  /** A problem with the value at a path; if it is missing, one of the map that it should stand in. */
  atValue(path: Path, what: string, remedy: string): Problem {
    const { key, value, parent } = this.#find(path);
    const isBlank = isScalar(value) && value.source === '' && value.type === 'PLAIN';
    return this.#problem((isBlank ? key : value) ?? key ?? parent, path, what, remedy);
  }

  #problem(node: Node, path: Path, what: string, remedy: string): Problem {
    return this.#problemAt(node.range?.[0] ?? 0, what, remedy, printedPath(path));
  }

  #find(path: Path): { readonly key?: Node | undefined; readonly value?: Node | undefined; readonly parent: Node } {
    let place: { key?: Node | undefined; value?: Node | undefined; parent: Node } = {
      value: this.#root,
      parent: this.#root,
    };
    for (const segment of path) {
      const parent: Node = place.value ?? place.parent;
      if (isSeq<Node>(parent)) place = { value: parent.items[Number(segment)], parent };
      else if (isMap<Node, Node | null>(parent)) {
        const pair = parent.items.findLast(({ key }) => isScalar(key) && key.value === segment);
        place = { key: pair?.key, value: pair?.value ?? undefined, parent };
      } else place = { parent };
    }
    return place;
  }
}
