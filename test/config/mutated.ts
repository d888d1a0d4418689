import * as fc from 'fast-check';
import { parse } from 'yaml';

/** What a document's values and keys are replaced by, beside anything. */
export interface Mutation {
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
}

/** The document of a text in YAML, with one value replaced, one key removed or one key added, anywhere. */
export const mutated = (text: string, { keys, values }: Mutation): fc.Arbitrary<unknown> =>
  fc
    .record({
      at: fc.nat(),
      how: fc.constantFrom('replace', 'remove', 'add'),
      key: fc.oneof(fc.string(), fc.constantFrom(...keys, '__proto__', 'a')),
      value: fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...values, {}, [])),
    })
    .map(({ at, how, key, value }) => {
      const document = parse(text);
      const places: [Record<string, unknown>, string][] = [];
      const collect = (node: unknown): void => {
        if (typeof node !== 'object' || node === null) return;
        for (const name of Object.keys(node)) {
          places.push([node as Record<string, unknown>, name]);
          collect(Reflect.get(node, name));
        }
      };
      collect(document);
      const [parent, name] = places[at % places.length]!;
      if (how === 'remove' && Array.isArray(parent)) parent.splice(Number(name), 1);
      else if (how === 'remove') delete parent[name];
      else Object.defineProperty(parent, how === 'add' ? key : name, { value, enumerable: true, configurable: true });
      return document;
    });

/** Words of Zod and of the YAML parser, whose messages are not for users. */
export const rawWords = /Invalid|Unrecognized|Too (small|big)|expected |implicit|flow (map|seq)|undefined|NaN|\[object/;
