import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Current, startProgress } from '../../bin/terminal/progress.ts';
import { count, size, table } from '../../bin/terminal/table.ts';
import { sallyport } from './sallyport.ts';
import { people, workspace } from './workspace.ts';

/** A stream that keeps what is written to it. */
const stream = (isTTY: boolean, columns?: number) => {
  const written: string[] = [];
  const fake = { isTTY, columns, write: (text: string) => written.push(text) };
  return { written, stream: fake as unknown as NodeJS.WriteStream };
};

const clear = '\r\u001b[2K';
const visible = (drawn: string): string => drawn.replace(clear, '');

describe('progress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('is the last words alone where there is no terminal', () => {
    const { written, stream: file } = stream(false);
    const progress = startProgress(file, () => ({ words: 'never shown' }));
    vi.advanceTimersByTime(10_000);
    progress.end('All done');
    expect(written).toEqual(['All done\n']);
  });

  test('turns while nobody knows how much there is, and leaves one line', () => {
    const { written, stream: terminal } = stream(true, 80);
    const progress = startProgress(terminal, () => ({ words: 'asking' }));
    vi.advanceTimersByTime(200);
    progress.end('All done');
    vi.advanceTimersByTime(1_000);
    expect(written.map(visible)).toEqual(['⠋ asking', '⠙ asking', '⠹ asking', 'All done\n']);
    for (const drawn of written) expect(drawn.startsWith(clear)).toBe(true);
  });

  test.each([
    [0, '░'.repeat(24), '  0%'],
    [0.5, `${'█'.repeat(12)}${'░'.repeat(12)}`, ' 50%'],
    [0.999, `${'█'.repeat(23)}░`, ' 99%'],
    [1, '█'.repeat(24), '100%'],
  ])('draws a bar of %d', (share, bar, percent) => {
    const { written, stream: terminal } = stream(true, 80);
    const current: Current = { words: 'people', share };
    startProgress(terminal, () => current).end('');
    expect(visible(written[0]!)).toBe(`⠋ ${bar} ${percent} people`);
  });

  test.each([
    [20, 19],
    [undefined, 79],
    [0, 79],
  ])('never wraps a line of a terminal with %s columns', (columns, length) => {
    const { written, stream: terminal } = stream(true, columns);
    startProgress(terminal, () => ({ words: 'x'.repeat(200) })).end('');
    expect(visible(written[0]!)).toHaveLength(length);
  });

  test('of the program shows in what looks like a terminal', async () => {
    vi.useRealTimers();
    using place = workspace(people);
    const asTerminal = { NODE_OPTIONS: '--import=data:text/javascript,process.stdout.isTTY=true' };
    const args = ['start', '--once', '--port', '0', '--config', place.config];
    const { stdout } = await sallyport(args, { environment: asTerminal });
    const lines = stdout.split(clear);
    expect(lines[1]).toMatch(/^⠋ ░{24} {3}0% people/);
    expect(lines.at(-1)).toMatch(/^Pulled each source once, as the vendor would:\n {2}source/);
  });
});

describe('a table', () => {
  test('aligns words to the left and numbers to the right', () => {
    const columns = [{ title: 'source' }, { title: 'entities', numeric: true }];
    expect(
      table(columns, [
        ['people', '100,000'],
        ['x', '1'],
      ]),
    ).toBe(['  source   entities', '  people    100,000', '  x               1'].join('\n'));
  });

  test('without rows is its titles', () => {
    expect(table([{ title: 'source' }], [])).toBe('  source');
  });

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 KB'],
    [35_140_729, '35.1 MB'],
    [999_949, '999.9 KB'],
    [999_950, '1.0 MB'],
    [1e15, '1000.0 TB'],
  ])('writes %d bytes as %s', (bytes, expected) => {
    expect(size(bytes)).toBe(expected);
  });

  test('writes numbers with separators', () => {
    expect([0, 999, 1_234_567].map(count)).toEqual(['0', '999', '1,234,567']);
  });
});
