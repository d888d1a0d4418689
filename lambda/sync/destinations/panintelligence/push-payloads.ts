import type { JsonObject } from '../../json.ts';
import { payloadText, togetherText } from './desired-payload.ts';
import { type FailedChange, failedChange, unanswered } from './failed-change.ts';
import type { PanintelligenceApi } from './panintelligence-api.ts';
import { parentsFirst } from './parents-first.ts';
import { sendInHalves } from './send-in-halves.ts';

/** What is to be delivered of one user. */
export interface Push {
  readonly key: string;
  readonly payload: JsonObject;
}

/** What came of it: the text as it was delivered, or why it was not. */
export type Pushed = { readonly text: string } | { readonly failed: FailedChange };

/** Of fifty users one stands alone after seven calls in vain. So many in a row are no user's fault any more. */
const mostInVain = 12;

/**
 * Delivers payloads together, and finds those who are at fault where they are refused.
 *
 * @throws DestinationError if nobody at all can be delivered
 */
export const pushPayloads = async (
  api: PanintelligenceApi,
  pushes: readonly Push[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Pushed>> => {
  let inVain = 0;
  const texts = parentsFirst(pushes).map(({ key, payload }) => ({ key, text: payloadText(payload) }));

  const send = async (some: readonly { readonly text: string }[]): Promise<FailedChange | undefined> => {
    const text = togetherText(some.map((each) => each.text));
    const failed = await api.sync(text, signal).then((status) => failedChange('POST /users/sync', status), unanswered);
    inVain = failed?.ofAll ? inVain + 1 : 0;
    if (failed?.ofAll && inVain >= mostInVain) throw failed.ofAll;
    return failed;
  };

  const reasons = await sendInHalves(texts, send);
  return new Map(
    texts.map(({ key, text }, at) => {
      const failed = reasons[at];
      return [key, failed ? { failed } : { text }];
    }),
  );
};
