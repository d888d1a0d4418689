import type { Endpoint } from '../../../config/shapes/api.ts';
import type { Shape } from '../../../config/shapes/shape.ts';

/**
 * What may leave of an endpoint's answer of some status: the shape of that status, or else of its class.
 *
 * @returns `undefined` if no body leaves
 */
export const shapeFor = ({ answers }: Endpoint, status: number): Shape | undefined =>
  ownShape(answers, String(status)) ?? ownShape(answers, `${Math.floor(status / 100)}XX`);

const ownShape = (answers: Endpoint['answers'], key: string): Shape | undefined =>
  Object.hasOwn(answers, key) ? answers[key] : undefined;
