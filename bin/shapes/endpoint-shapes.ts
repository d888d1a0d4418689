import type { Shape } from '../../config/shapes/shape.ts';
import type { EndpointDraft } from './draft-endpoint.ts';
import type { NotedShape } from './noted-shape.ts';

/** The shapes of what an endpoint takes and answers. */
export const shapesOf = ({ written: { body, answer, answers } }: EndpointDraft): readonly NotedShape[] => [
  ...(body?.shape ? [body.shape] : []),
  ...(answer ? [answer] : []),
  ...Object.values(answers ?? {}),
];

/** The shapes right in a shape. */
export const partsOf = ({
  properties,
  additionalProperties,
  propertyNames,
  items,
  prefixItems,
  anyOf,
}: Shape): readonly NotedShape[] => [
  ...Object.values(properties ?? {}),
  ...(propertyNames ? [propertyNames] : []),
  ...(additionalProperties ? [additionalProperties] : []),
  ...(prefixItems ?? []),
  ...(items ? [items] : []),
  ...(anyOf ?? []),
];

/** The shape with another one for each of those right in it. */
export const mapParts = (shape: NotedShape, change: (part: NotedShape) => NotedShape): NotedShape => {
  const { properties, additionalProperties, items, anyOf } = shape;
  return {
    ...shape,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, change(each)])),
    }),
    ...(additionalProperties && { additionalProperties: change(additionalProperties) }),
    ...(items && { items: change(items) }),
    ...(anyOf && { anyOf: anyOf.map(change) }),
  };
};

/** The endpoint with another shape for each of those that it holds. */
export const mapShapes = (endpoint: EndpointDraft, change: (shape: NotedShape) => NotedShape): EndpointDraft => {
  const { body, answer, answers, ...written } = endpoint.written;
  return {
    ...endpoint,
    written: {
      ...written,
      ...(body && { body: body.shape ? { ...body, shape: change(body.shape) } : body }),
      ...(answer && { answer: change(answer) }),
      ...(answers && {
        answers: Object.fromEntries(Object.entries(answers).map(([status, shape]) => [status, change(shape)])),
      }),
    },
  };
};
