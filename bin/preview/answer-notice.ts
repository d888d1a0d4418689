import type { Shape } from '../../config/shapes/shape.ts';
import type { Preview } from './preview.ts';
import type { PreviewedAnswer } from './previewed-answer.ts';

/** What to say of an answer that does not leave as a whole; `undefined` if something of it does. */
export const answerNotice = (
  { endpoint, status }: Pick<PreviewedAnswer, 'endpoint' | 'status'>,
  shape: Shape | undefined,
  { leaving }: Pick<Preview, 'leaving'>,
): string | undefined => {
  if (status === 401) {
    return 'The source does not accept what the gate proves itself with: look with sallyport secrets check, or enter it again. Nothing of such an answer leaves.';
  }
  if (status >= 400)
    return `Nothing of an answer of status ${status} leaves: the vendor gets a problem document instead.`;
  if (!shape) {
    return `The shapes file has no shape for status ${status} of ${endpoint.name}: the vendor gets the status and no body.`;
  }
  if (leaving.length > 0) return undefined;
  return 'The answer as a whole is not what its shape says: nothing of it leaves, and the vendor gets 502 answer-unfit.';
};
