import type { PreviewOptions } from '../../../bin/preview/preview-of.ts';
import type { Shape } from '../../../config/shapes/shape.ts';
import { compileShape } from '../../../lambda/shapes/compile-shape.ts';
import type { Treatments } from '../../../lambda/shapes/treatments/treatments.ts';

/** What stands for every treatment: shows which one it was, and can not work on empty text. */
const standInTreatments: Treatments = {
  treatOf: ({ treatment = 'keep' }: Shape) => {
    if (treatment === 'keep' || treatment === 'drop') return undefined;
    return (text, kind) => (text === '' ? undefined : `<${treatment} of a ${kind}>`);
  },
};

/** What a preview needs of a shape. Patterns match everything but `no`. */
export const optionsFor = (shape: Shape, more: Partial<PreviewOptions> = {}): PreviewOptions => {
  const defs = more.defs ?? {};
  const pattern = () => (text: string) => text !== 'no';
  const compiled = compileShape(shape, { defs, treatments: standInTreatments, pattern });
  return { shape, defs, compiled, lines: false, elements: Number.POSITIVE_INFINITY, ...more };
};
