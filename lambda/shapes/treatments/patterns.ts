/** Where a match begins, and where it ends. */
export type Span = readonly [start: number, end: number];

/** Finds what it looks for in a text, from left to right. A match may be empty. */
export type Finder = (text: string) => Iterable<Span>;

/** Regular expressions of the configuration, run by RE2: each search takes time linear in the text. */
export interface Patterns {
  /** Whether a pattern matches somewhere in a text. Throws RE2JS's exception for a pattern that is none. */
  tester(pattern: string): (text: string) => boolean;
  finder(pattern: string): Finder;
}

/**
 * Loads RE2, which only shapes with `pattern` or `patterns` need: 150 KB of code.
 *
 * @example const patterns = await loadPatterns(); patterns.tester('^[A-Z]{3}-[0-9]+$')('ABC-17') // true
 */
export const loadPatterns = async (): Promise<Patterns> => {
  const { RE2JS } = await import('re2js');
  return {
    tester(pattern) {
      const compiled = RE2JS.compile(pattern);
      return (text) => compiled.test(text);
    },
    finder(pattern) {
      const compiled = RE2JS.compile(pattern);
      return function* (text) {
        const matcher = compiled.matcher(text);
        while (matcher.find()) yield [matcher.start(), matcher.end()];
      };
    },
  };
};

/** Whether any shape below a value has patterns. A property of that name is taken for one too: then RE2 is loaded for nothing. */
export const usesPatterns = (shapes: unknown): boolean => /"patterns?":/.test(JSON.stringify(shapes) ?? '');
