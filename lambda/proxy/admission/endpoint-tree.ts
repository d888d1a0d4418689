import type { Method } from '../../../config/shapes/api.ts';
import { matchSegment, parsePath, type SegmentTemplate } from './path-template.ts';

interface Node<Leaf> {
  readonly literals: Map<string, Node<Leaf>>;
  /** The one with the most literal text first. */
  readonly templates: { readonly template: SegmentTemplate; readonly node: Node<Leaf> }[];
  readonly leaves: Map<Method, Leaf>;
}

/** What is at a path: the endpoint and the values of its variables in the order of the path, or why there is none. */
export type Found<Leaf> =
  | { readonly leaf: Leaf; readonly values: readonly string[] }
  | 'path-not-allowed'
  | 'method-not-allowed';

/**
 * Finds endpoints by method and path, segment by segment: literal text before variables, as OpenAPI has it (3.1, Paths Object). A
 * search visits no node twice, so that its time does not grow with the number of endpoints that it does not come by.
 */
export class EndpointTree<Leaf> {
  readonly #root: Node<Leaf> = emptyNode();

  /** @throws RangeError if there is one at this method and path already, whatever its variables are called */
  add(method: Method, path: string, leaf: Leaf): void {
    const end = parsePath(path).reduce(nodeFor<Leaf>, this.#root);
    if (end.leaves.has(method)) throw new RangeError(`there are two endpoints ${method} ${path}`);
    end.leaves.set(method, leaf);
  }

  /** @param segments decoded */
  find(method: string, segments: readonly string[]): Found<Leaf> {
    let isPathKnown = false;
    const values: string[] = [];

    const search = (node: Node<Leaf>, index: number): Leaf | undefined => {
      if (index === segments.length) {
        isPathKnown ||= node.leaves.size > 0;
        return node.leaves.get(method as Method);
      }
      const segment = segments[index]!;
      const literal = node.literals.get(segment);
      const leaf = literal && search(literal, index + 1);
      if (leaf !== undefined) return leaf;
      for (const { template, node: next } of node.templates) {
        const found = matchSegment(template, segment);
        if (!found) continue;
        const kept = values.length;
        values.push(...found);
        const below = search(next, index + 1);
        if (below !== undefined) return below;
        values.length = kept;
      }
      return undefined;
    };

    const leaf = search(this.#root, 0);
    if (leaf !== undefined) return { leaf, values };
    return isPathKnown ? 'method-not-allowed' : 'path-not-allowed';
  }
}

const emptyNode = <Leaf>(): Node<Leaf> => ({ literals: new Map(), templates: [], leaves: new Map() });

const nodeFor = <Leaf>(node: Node<Leaf>, template: SegmentTemplate): Node<Leaf> => {
  if (template.variables.length === 0) {
    const [text = ''] = template.literals;
    if (!node.literals.has(text)) node.literals.set(text, emptyNode());
    return node.literals.get(text)!;
  }
  const known = node.templates.find((each) => isSame(each.template.literals, template.literals));
  if (known) return known.node;
  const next = emptyNode<Leaf>();
  node.templates.push({ template, node: next });
  node.templates.sort((one, other) => literalLength(other.template) - literalLength(one.template));
  return next;
};

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((literal, index) => literal === other[index]);

const literalLength = ({ literals }: SegmentTemplate): number => literals.join('').length;
