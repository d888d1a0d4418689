import { printedKey } from '../../../config/load/printed-path.ts';

/** A scheme of a document can not be used as it stands there. `message` goes on after the scheme's name. */
export class SchemeProblem extends Error {
  override readonly name = 'SchemeProblem';
  /** What to do about it. */
  readonly remedy: string;

  constructor(what: string, remedy: string) {
    super(what);
    this.remedy = remedy;
  }
}

/**
 * How to say of a scheme what its document does not.
 *
 * @example overrideExample('oauth', 'tokenUrl: https://…') // 'Write authentication: { document: { schemes: { oauth: { … } } } }'
 */
export const overrideExample = (scheme: string, settings: string): string =>
  `Write authentication: { document: { schemes: { ${printedKey(scheme)}: { ${settings} } } } }`;
