import type { Admitted } from './admission/admitted.ts';
import type { GateTags } from './answer/gate-tags.ts';
import { ProxyFailed } from './proxy-failed.ts';
import { isSafe } from './send-to-source.ts';

/**
 * The conditions of a request (RFC 9110, section 13.1) as the source understands them: with its own tags.
 *
 * A read is bound to tags alone. A date, or `*`, would be met by the source's answer while what leaves of it has changed with the
 * configuration; so they are left out, and the vendor gets the whole answer. A write is about the source's own state: its dates and
 * `*` are handed on, and a tag that is not ours must not make it unconditional.
 *
 * @throws ProxyFailed `tag-unknown` for an `If-Match` without any tag of the present configuration
 */
export const sourceConditions = (
  { method, conditional }: Pick<Admitted, 'method' | 'conditional'>,
  tags: GateTags,
): Readonly<Record<string, string>> => {
  const isRead = isSafe(method);
  const conditions: Record<string, string> = {};
  const noneMatch = conditional['if-none-match'];
  if (noneMatch !== undefined) {
    const list = noneMatch.trim() === '*' ? (isRead ? '' : '*') : tags.toSource(noneMatch);
    if (list !== '') conditions['if-none-match'] = list;
  }
  const match = conditional['if-match'];
  if (match !== undefined) {
    const list = match.trim() === '*' ? '*' : tags.toSource(match);
    if (list === '') throw new ProxyFailed('tag-unknown');
    conditions['if-match'] = list;
  }
  const unmodified = conditional['if-unmodified-since'];
  if (unmodified !== undefined && !isRead) conditions['if-unmodified-since'] = unmodified;
  return conditions;
};
