import type { PutBack } from '../../shapes/treatments/put-back.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** A text whose pseudonyms were put back. */
export interface PlainText {
  readonly text: string;
  /** It was one pseudonym, and nothing else. */
  readonly wasPseudonym: boolean;
}

/** Puts the pseudonyms of one request back, and remembers what they stand for. */
export class PuttingBack {
  readonly #pseudonyms: Pseudonyms;
  readonly #found = new Map<string, string>();

  constructor(pseudonyms: Pseudonyms) {
    this.#pseudonyms = pseudonyms;
  }

  /** By pseudonym, the values of all that were put back. */
  get found(): ReadonlyMap<string, string> {
    return this.#found;
  }

  /** Throws PseudonymRefused. */
  async text(text: string): Promise<PlainText> {
    const plain = this.#taken(await this.#pseudonyms.putBack(text));
    return { text: plain, wasPseudonym: this.#found.has(text) };
  }

  /** Throws PseudonymRefused. */
  async json(bytes: Uint8Array): Promise<Uint8Array> {
    return this.#taken(await this.#pseudonyms.putBackJson(bytes));
  }

  #taken<Content>({ content, found }: PutBack<Content>): Content {
    for (const [pseudonym, plain] of found) this.#found.set(pseudonym, plain);
    return content;
  }
}
