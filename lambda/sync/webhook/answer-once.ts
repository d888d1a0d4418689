/** Of more than so many, those that came first are forgotten. */
const mostRemembered = 10_000;
const sweepMilliseconds = 60_000;

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
  let sweptAt = now();

  const makeRoom = (): void => {
    const at = now();
    if (at - sweptAt >= sweepMilliseconds) {
      sweptAt = at;
      for (const [id, { until }] of known) if (until <= at) known.delete(id);
    }
    // The first of a map is the one that came first.
    if (known.size >= mostRemembered) known.delete(known.keys().next().value!);
  };

  return (id, until, make) => {
    const found = known.get(id);
    if (found && now() < found.until) return found.answer;
    makeRoom();
    const answer = make();
    known.set(id, { until, answer });
    answer.catch(() => known.delete(id));
    return answer;
  };
};
