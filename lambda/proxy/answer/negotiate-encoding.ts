import type { Encoding } from './encode.ts';

/** The best first, where the caller likes several equally: zstd and brotli are as quick as gzip here, and smaller. */
const ours: readonly Encoding[] = ['zstd', 'br', 'gzip'];

/**
 * The encoding of an answer, by the caller's `accept-encoding` (RFC 9110, section 12.5.3).
 *
 * @returns `undefined` for an answer as it is, also where the caller forbids that: it is better than none
 * @example negotiateEncoding('gzip, br;q=0.5') // 'gzip'
 */
export const negotiateEncoding = (header: string | null): Encoding | undefined => {
  if (!header) return undefined;
  const wishes = new Map(header.toLowerCase().split(',').map(wishOf));
  const wishFor = (encoding: string, unsaid: number) => wishes.get(encoding) ?? wishes.get('*') ?? unsaid;
  // Said or not, an answer as it is stands behind every encoding that the caller names as gladly.
  let most = wishes.get('identity') ?? 0;
  let best: Encoding | undefined;
  for (const encoding of ours) {
    const wish = wishFor(encoding, 0);
    if (wish === 0 || (best ? wish <= most : wish < most)) continue;
    most = wish;
    best = encoding;
  }
  return best;
};

const wishOf = (item: string): readonly [string, number] => {
  const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  if (quality === undefined) return [name, 1];
  const wish = Number(quality.slice(2));
  return [name, wish >= 0 && wish <= 1 ? wish : 0];
};
