import type { Report } from '../../schema/draft.ts';
import type { PlacedShape, ShapesDraft } from '../shapes-draft.ts';
import { valueTypes } from '../value-types.ts';

/** Checks that the keys of a map are text. */
export const checkMapKeys = (draft: ShapesDraft, { shape, path }: PlacedShape, report: Report): void => {
  const keys = draft.sound(shape.propertyNames);
  if (!keys || draft.leaves(keys).every((leaf) => valueTypes(leaf).every((type) => type === 'string'))) return;
  report([...path, 'propertyNames'], 'is for keys, which are text', 'Write type: string, or leave it out.');
};
