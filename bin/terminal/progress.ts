import type { TerminalOutput } from './terminal.ts';

/** What a long piece of work shows at the moment. */
export interface Current {
  readonly words: string;
  /** How much of it is done, from 0 to 1. @default - nobody knows */
  readonly share?: number | undefined;
}

/** A line that shows how far a long piece of work is. */
export interface Progress {
  /** Takes the line away and leaves another one. */
  end(words: string): void;
}

const redrawMilliseconds = 80;
const barWidth = 24;
const turning = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
/** To the beginning of the line, and everything in it away. */
const clear = '\r\u001b[2K';

/**
 * Shows progress in the last line of a terminal. If the stream is none, only the last words are written, so that logs stay short.
 *
 * It reads no keys and catches no signals, so that Ctrl-C and piped input stay the command's own.
 *
 * @param current asked whenever the line is drawn, about twelve times a second, and not for every item of a million
 * @example
 * const progress = startProgress(process.stderr, () => ({ words: `${done} of ${total}`, share: done / total }));
 * progress.end('All done');
 */
export const startProgress = (stream: TerminalOutput, current: () => Current): Progress => {
  if (!stream.isTTY) return { end: (words) => void stream.write(`${words}\n`) };
  let turn = 0;
  const draw = (): void => {
    const { words, share } = current();
    const sign = turning[turn++ % turning.length];
    const line = [sign, ...(share === undefined ? [] : [bar(share)]), words].join(' ');
    // A line that wraps could not be taken away again.
    stream.write(clear + line.slice(0, (stream.columns || 80) - 1));
  };
  draw();
  const timer = setInterval(draw, redrawMilliseconds);
  return {
    end: (words) => {
      clearInterval(timer);
      stream.write(`${clear}${words}\n`);
    },
  };
};

const bar = (share: number): string => {
  const filled = Math.floor(barWidth * Math.min(Math.max(share, 0), 1));
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${String(Math.floor(share * 100)).padStart(3)}%`;
};
