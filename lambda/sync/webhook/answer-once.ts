/** Whoever signs more than so many in ten minutes is not remembered for longer. */
const mostRemembered = 10_000;

/** Gives to what has the same id what the first one was given. */
export type AnswerOnce<Answer> = (id: string, until: number, answer: () => Promise<Answer>) => Promise<Answer>;

/**
 * Remembers what was answered to whom, until some time: a webhook that is sent again, by its sender or by somebody who overheard it, has no effect
 * of its own. What could not be answered is not remembered.
 *
 * @param now milliseconds since 1970
 * @example const once = answerOnce<string>(Date.now); await once('msg_1', Date.now() + 300_000, async () => 'run 1')
 */
export const answerOnce = <Answer>(now: () => number): AnswerOnce<Answer> => {
  const known = new Map<string, { readonly until: number; readonly answer: Promise<Answer> }>();

  const forget = (): void => {
    const at = now();
    for (const [id, { until }] of known) if (until <= at || known.size >= mostRemembered) known.delete(id);
  };

  return (id, until, make) => {
    forget();
    const found = known.get(id);
    if (found) return found.answer;
    const answer = make();
    known.set(id, { until, answer });
    answer.catch(() => known.delete(id));
    return answer;
  };
};
