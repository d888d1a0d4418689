import { progress as bar } from '@clack/prompts';

/** How far a long piece of work is. */
export interface Progress {
  /** `done` of `total`, and a few words about it. */
  show(done: number, total: number, words: string): void;
  /** Takes the bar away and leaves one line. */
  end(words: string): void;
}

const redrawMilliseconds = 80;

/**
 * A progress bar on standard error if that is a terminal; otherwise only the last line is written, so that logs stay short.
 *
 * @param stream where it is drawn
 * @param now milliseconds, for drawing not more often than one can see
 */
export const startProgress = (words: string, stream: NodeJS.WriteStream, now: () => number): Progress => {
  if (!stream.isTTY) return { show: () => undefined, end: (last) => void stream.write(`${last}\n`) };
  const steps = 1_000;
  const shown = bar({ max: steps, size: 30, output: stream });
  let at = 0;
  let drawn = 0;
  shown.start(words);
  return {
    show(done, total, current) {
      if (now() - drawn < redrawMilliseconds) return;
      drawn = now();
      const next = Math.floor((steps * done) / Math.max(total, 1));
      shown.advance(Math.max(0, next - at), current);
      at = Math.max(at, next);
    },
    end: (last) => shown.stop(last),
  };
};
