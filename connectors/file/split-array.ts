import { SourceError } from '../source-error.ts';
import { longestRecord } from './table.ts';

/**
 * Splits the text of one JSON array into the texts of its objects, holding no more than one of them. Only what separates the objects is
 * checked here; what is inside of them is left to JSON.parse, which is many times faster than a parser that streams could be.
 *
 * @throws SourceError `data-invalid` with the number of the record
 */
export async function* splitArray(texts: AsyncIterable<string>, path: string): AsyncGenerator<string, void> {
  const splitter = new Splitter(path);
  for await (const text of texts) yield* splitter.push(text);
  splitter.end();
}

const [quote, backslash, comma, openBrace, closeBrace, openBracket, closeBracket] = [...'"\\,{}[]'].map((character) =>
  character.charCodeAt(0),
);
const blanks = new Set([...' \t\r\n'].map((character) => character.charCodeAt(0)));

/** What may come next, outside of an object. */
type Expected = '[' | '{ or ]' | '{' | ', or ]' | 'nothing more';

class Splitter {
  readonly #path: string;
  #expected: Expected = '[';
  /** The beginning of an object whose end is in a later piece of text. */
  #held = '';
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #records = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** The objects that end in this piece of text. */
  push(text: string): readonly string[] {
    const records: string[] = [];
    let start = 0;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (this.#depth > 0) {
        if (!this.#endsObject(code)) continue;
        records.push(this.#hold(text.slice(start, index + 1)));
        this.#held = '';
      } else if (!blanks.has(code)) {
        this.#between(code);
        start = index;
      }
    }
    if (this.#depth > 0) this.#hold(text.slice(start));
    return records;
  }

  end(): void {
    if (this.#expected !== 'nothing more')
      this.#fail(`is not followed by ${this.#depth > 0 ? 'its }' : this.#expected}: the file is cut off`);
  }

  #hold(text: string): string {
    this.#held += text;
    if (this.#held.length > longestRecord) this.#fail(`has more than ${longestRecord} characters`);
    return this.#held;
  }

  #endsObject(code: number): boolean {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (code === backslash) this.#isEscaped = true;
      else if (code === quote) this.#isInString = false;
      return false;
    }
    if (code === quote) this.#isInString = true;
    else if (code === openBrace) this.#depth++;
    else if (code === closeBrace) return --this.#depth === 0;
    return false;
  }

  #between(code: number): void {
    if (code === openBrace && this.#expected.startsWith('{')) {
      this.#records++;
      this.#depth = 1;
      this.#expected = ', or ]';
    } else if (code === openBracket && this.#expected === '[') this.#expected = '{ or ]';
    else if (code === closeBracket && this.#expected.endsWith(']')) this.#expected = 'nothing more';
    else if (code === comma && this.#expected === ', or ]') this.#expected = '{';
    else this.#fail(`is not followed by ${this.#expected}: the file must be one array of objects`);
  }

  #fail(sentence: string): never {
    throw new SourceError('data-invalid', `${this.#path}: record ${this.#records} ${sentence}`, {
      detail: { path: this.#path, record: this.#records },
    });
  }
}
