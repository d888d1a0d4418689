import type { Shape } from '../../../config/shapes/shape.ts';
import { ProxyRefused, pseudonymExpected } from './proxy-refused.ts';
import type { PuttingBack } from './putting-back.ts';
import { type RequestShapeOptions, scalarChecks } from './scalar-checks.ts';

/** Where the vendor says as whom the source is called. It never goes on to the source. */
export const subjectHeader = 'sallyport-subject';

/**
 * Takes the subject of a request: a pseudonym is put back, then it must be one that the endpoint's shape allows.
 *
 * Throws ProxyRefused `subject-missing`, `subject-not-allowed`, `subject-refused` or `pseudonym-expected`, or PseudonymRefused.
 *
 * @returns `undefined` for an endpoint without subjects
 */
export type ReadSubject = (headers: Headers, puttingBack: PuttingBack) => Promise<string | undefined>;

/** Without a comma: a header that was sent twice has one. Longer names are no one's. */
const oneSubject = /^[\x21-\x2b\x2d-\x7e]{1,1024}$/;

/** Compiles what an endpoint says about its subject. */
export const subjectReader = (shape: Shape | undefined, options: RequestShapeOptions): ReadSubject => {
  if (!shape) {
    return async (headers) => {
      if (headers.has(subjectHeader)) throw new ProxyRefused('subject-not-allowed');
      return undefined;
    };
  }
  const { one: check } = scalarChecks(shape, options);
  return async (headers, puttingBack) => {
    const sent = headers.get(subjectHeader);
    if (!sent) throw new ProxyRefused('subject-missing');
    if (!oneSubject.test(sent)) throw new ProxyRefused('subject-refused');
    const { text, wasPseudonym } = await puttingBack.text(sent);
    if (check(text, wasPseudonym)) return text;
    if (check(text, true)) throw pseudonymExpected('The header Sallyport-Subject', {});
    throw new ProxyRefused('subject-refused');
  };
};
