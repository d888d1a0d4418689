import type { Alternative } from './alternatives-of.ts';
import { aboutOf, type Surroundings, tellingWords } from './surroundings.ts';
import { wordsOf } from './words-of.ts';

/**
 * What the properties of an object stand in.
 *
 * @param place the name of its definition, or of the property that holds it, and what that stands in
 * @param referrers who refers to it, if it is a definition
 */
export const surroundingsIn = (
  { properties, title }: Alternative,
  { name, around }: { readonly name: string; readonly around: Surroundings },
  referrers: readonly string[] | undefined,
): Surroundings => {
  const names = [...properties.keys()];
  if (referrers) {
    const telling = tellingWords(name).length > 0 ? name : (title ?? name);
    return { name, about: aboutOf(telling, referrers, names) };
  }
  // `name: { formatted, familyName }` of a person, and what is in `data` or `attributes` of one.
  const isPart = tellingWords(name).length === 0 || wordsOf(name).join() === 'name';
  return { name, about: around.about === 'person' && isPart ? 'person' : aboutOf(name, [], names) };
};
