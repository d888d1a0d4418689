import { arrayOf, type JsonObject, objectOf } from '../../connectors/openapi/json-object.ts';

/** What a discriminator says of the schemas that it chooses from: which values one of their properties has. */
export interface Discriminated {
  readonly property: string;
  readonly values: readonly string[];
}

/**
 * What the discriminators of a document say, by reference. They count where they stand beside a choice (`oneOf`, `anyOf`): a
 * discriminator of a parent, whose children name it in `allOf`, does not say that a value is one of its children.
 */
export const discriminatedBy = (root: JsonObject): ReadonlyMap<string, Discriminated> => {
  const found = new Map<string, Discriminated>();
  const doubtful = new Set<string>();
  const note = (reference: string, property: string, value: string): void => {
    const before = found.get(reference);
    if (before && before.property !== property) doubtful.add(reference);
    found.set(reference, { property, values: [...new Set([...(before?.values ?? []), value])] });
  };
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (typeof value !== 'object' || value === null) return;
    const schema = value as JsonObject;
    const choices = [...arrayOf(schema['oneOf']), ...arrayOf(schema['anyOf'])];
    const { propertyName, mapping } = objectOf(schema['discriminator']);
    if (typeof propertyName === 'string' && choices.length > 0) {
      const mapped = Object.entries(objectOf(mapping)).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      );
      const targets = mapped.map(
        ([each, target]) => [each, target.startsWith('#') ? target : `#/components/schemas/${target}`] as const,
      );
      for (const choice of choices) {
        const reference = objectOf(choice)['$ref'];
        if (typeof reference !== 'string') continue;
        const values = targets.filter(([, target]) => target === reference).map(([each]) => each);
        // Without a mapping, the value is the name of the schema (OpenAPI 3.1.1, section 4.8.25.2).
        for (const each of values.length > 0 ? values : [reference.split('/').at(-1)!])
          note(reference, propertyName, each);
      }
    }
    for (const [key, child] of Object.entries(schema)) if (!isExample(key)) walk(child);
  };
  walk(root['components']);
  walk(root['paths']);
  for (const reference of doubtful) found.delete(reference);
  return found;
};

const isExample = (key: string): boolean => key === 'example' || key === 'examples';
