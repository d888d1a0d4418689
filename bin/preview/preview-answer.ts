import type { Shape } from '../../config/shapes/shape.ts';
import { shapeFor } from '../../lambda/proxy/answer/shape-for.ts';
import type { OpenedSource } from './opened-source.ts';
import type { Preview } from './preview.ts';
import { previewOf } from './preview-of.ts';
import type { PreviewedAnswer } from './previewed-answer.ts';

/** A preview, and the shape that it was made with; there is none for an answer of which nothing leaves. */
export interface AnswerPreview {
  readonly preview: Preview;
  readonly shape: Shape | undefined;
}

/**
 * What becomes of an answer on its way to the vendor.
 *
 * @param elements how many of each list are shown
 * @throws PlatformError if there is no key to make pseudonyms with
 */
export const previewAnswer = async (
  source: OpenedSource,
  { endpoint, status, bytes, isLines, putBack }: PreviewedAnswer,
  elements: number,
): Promise<AnswerPreview> => {
  const shape = status >= 400 ? undefined : shapeFor(endpoint, status);
  const { compiled, seal } = await source.prepared();
  const preview = previewOf(bytes, {
    shape,
    defs: source.api.$defs,
    compiled: shape && compiled(shape),
    lines: isLines,
    link: source.link({ putBack, seal }),
    elements,
  });
  return { preview, shape };
};
