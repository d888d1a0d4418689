import { tellingWords } from './surroundings.ts';

/** Gives readable names to what `$defs` holds, each once. */
export class DefinitionNames {
  readonly #taken = new Set<string>();

  /** The name itself if it is free and can stand in a reference, else one that is like it. */
  take(wanted: string): string {
    const plain = wanted.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^-+|-+$/g, '') || 'shape';
    let name = plain;
    for (let number = 2; this.#taken.has(name) || name === '__proto__'; number++) name = `${plain}-${number}`;
    this.#taken.add(name);
    return name;
  }
}

/**
 * What the schema at a reference is called: the last segment that says something.
 *
 * @example nameOfReference('#/components/schemas/simple-user') // 'simple-user'
 */
export const nameOfReference = (reference: string): string => {
  const segments = reference
    .split('/')
    .slice(1)
    .map((segment) => decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~'));
  if (segments[0] === 'components') return segments.slice(2).join('-');
  const structural = /^(schema|content|properties|items|responses|paths|allOf|oneOf|anyOf|application\/.*|\d+)$/;
  const telling = segments.filter((segment) => !structural.test(segment));
  return telling.findLast((segment) => tellingWords(segment).length > 0) ?? telling.at(-1) ?? 'shape';
};
