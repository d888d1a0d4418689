import type { Api, Endpoint } from '../../../config/shapes/api.ts';
import type { Scalar, Shape } from '../../../config/shapes/shape.ts';
import { EndpointTree, type Found } from '../admission/endpoint-tree.ts';
import { parsePath, type SegmentTemplate } from '../admission/path-template.ts';
import { encode, encodeLiteral } from '../admission/percent-encoding.ts';

/** What becomes of the parts of a path. */
export interface PathTreatment {
  /** Gives the reversible pseudonym of a text. */
  seal(text: string): string | undefined;
  /** For all that is not sealed. */
  hide(part: string): string;
}

/** Treats the path of an address, below a server. One with a variable that can not be sealed is cut off before it. */
export type SealPath = (path: string, treatment: PathTreatment) => string;

/**
 * Seals in addresses what their own endpoint takes as a pseudonym only: the vendor could not follow them otherwise, and would learn
 * whose they are. A source answers with ids even where it was asked by another word, such as `inbox`.
 *
 * @example sealedPath(api)('/users/7/mails', treatment) // '/users/sp1r.…/mails'
 */
export const sealedPath = ({ endpoints, $defs }: Pick<Api, 'endpoints' | '$defs'>): SealPath => {
  const tree = new EndpointTree<readonly Segment[]>();
  for (const endpoint of endpoints)
    if (endpoint.method === 'GET') tree.add('GET', endpoint.path, segmentsOf(endpoint, $defs));
  return (path, treatment) => {
    if (!path.startsWith('/')) return treatment.hide(path);
    const segments = path.slice(1).split('/');
    const found = foundIn(tree, segments);
    if (typeof found === 'string' || !found.leaf.some(hasSealed)) return treatment.hide(path);
    return writePath(found.leaf, segments, found.values, treatment);
  };
};

interface Segment {
  readonly template: SegmentTemplate;
  /** For each of its variables: the words that it may be in the clear, if it is a pseudonym otherwise. */
  readonly sealed: readonly (readonly Scalar[] | undefined)[];
}

const segmentsOf = ({ path, variables }: Endpoint, defs: Api['$defs']): readonly Segment[] =>
  parsePath(path).map((template) => ({
    template,
    sealed: template.variables.map((name) => sealedBut(leavesOf(variables[name] ?? {}, defs, new Set()))),
  }));

const hasSealed = ({ sealed }: Segment): boolean => sealed.some((words) => words !== undefined);

const sealedBut = (leaves: readonly Shape[]): readonly Scalar[] | undefined =>
  leaves.some(({ treatment }) => treatment === 'pseudonym-reversible')
    ? leaves.flatMap(({ enum: values = [], const: only }) => [...values, ...(only === undefined ? [] : [only])])
    : undefined;

const leavesOf = (shape: Shape, defs: Api['$defs'], seen: Set<Shape>): readonly Shape[] => {
  if (seen.has(shape)) return [];
  seen.add(shape);
  const referred = shape.$ref === undefined ? undefined : defs[shape.$ref.slice('#/$defs/'.length)];
  if (referred) return leavesOf(referred, defs, seen);
  return shape.anyOf ? shape.anyOf.flatMap((choice) => leavesOf(choice, defs, seen)) : [shape];
};

const foundIn = (tree: EndpointTree<readonly Segment[]>, segments: readonly string[]): Found<readonly Segment[]> => {
  try {
    return tree.find('GET', segments.map(decodeURIComponent));
  } catch {
    // It is no address of any endpoint.
    return 'path-not-allowed';
  }
};

const writePath = (
  template: readonly Segment[],
  segments: readonly string[],
  values: readonly string[],
  treatment: PathTreatment,
): string => {
  let used = 0;
  let written = '';
  for (const [index, segment] of template.entries()) {
    const own = values.slice(used, used + segment.sealed.length);
    used += segment.sealed.length;
    const text = hasSealed(segment) ? writeSegment(segment, own, treatment) : treatment.hide(segments[index]!);
    if (text === undefined) return written;
    written += `/${text}`;
  }
  return written;
};

const writeSegment = (
  { template, sealed }: Segment,
  values: readonly string[],
  { seal, hide }: PathTreatment,
): string | undefined => {
  let written = encodeLiteral(template.literals[0]!);
  for (const [index, value] of values.entries()) {
    const words = sealed[index];
    const text = words && !words.some((word) => String(word) === value) ? seal(value) : hide(encode(value));
    if (text === undefined) return undefined;
    written += text + encodeLiteral(template.literals[index + 1]!);
  }
  return written;
};
