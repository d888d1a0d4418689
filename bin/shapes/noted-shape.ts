import type { Shape } from '../../config/shapes/shape.ts';

/** Why a treatment was chosen; stands as a comment behind it. */
export const why = Symbol('why');
/** What an object has in the document, and not in the shape; stands as comments in it. */
export const leftOut = Symbol('leftOut');
/** Properties that the document says are always there; they tell choices apart. */
export const requires = Symbol('requires');
/** What the document calls it. */
export const title = Symbol('title');

/** Something of the document that is not in the file. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

/** A shape on its way into a file, with what its reader is told beside it. */
export interface NotedShape extends Shape {
  readonly [why]?: string;
  readonly [leftOut]?: readonly LeftOut[];
  readonly [requires]?: readonly string[];
  readonly [title]?: string;
}
