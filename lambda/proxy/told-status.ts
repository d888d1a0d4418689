import type { StatusRule } from '../../config/shapes/api.ts';
import { fieldReader } from '../../connectors/field-reader.ts';
import { decoderFor } from './answer/decode.ts';
import { readHead } from './answer/read-head.ts';
import type { SentAnswer } from './send-to-source.ts';

/** Errors are small; one that is longer, or slower, says nothing to a rule. */
const longestError = 65_536;
const patienceMilliseconds = 1_000;

/**
 * Gives an answer the status that it means, where the API's own says something else: Google says 403 to who asks too often.
 *
 * Of a body that a rule must know, up to 64 KiB are read. It is an error's, which never leaves.
 *
 * @example await toldStatus(api.statuses)(answer) // { status: 429, … }
 */
export const toldStatus =
  (rules: readonly StatusRule[] = []) =>
  async (answer: SentAnswer): Promise<SentAnswer> => {
    const { status, headers, isHome } = answer;
    // Who was not asked, but came after a redirect, has no say.
    const ours = isHome ? rules.filter((rule) => rule.status === status) : [];
    const byHead = ours.find((rule) => rule.column === undefined && fits(rule, headers[rule.header ?? '']));
    if (byHead) return { ...answer, status: byHead.means };
    const byBody = ours.filter(({ column }) => column !== undefined);
    if (byBody.length === 0) return answer;
    const body = await errorOf(answer);
    const found = body && byBody.find((rule) => fits(rule, fieldReader(rule.column!)(body)));
    return found ? { ...answer, status: found.means } : answer;
  };

const fits = ({ in: values }: StatusRule, value: unknown): boolean =>
  values === undefined ||
  values.some((each) => each === value || (typeof value === 'string' && String(each) === value));

/** The JSON of an error; `undefined` for one that is no JSON document, or does not come. */
const errorOf = async ({ headers, body }: SentAnswer): Promise<object | undefined> => {
  const timer = setTimeout(() => body.destroy(), patienceMilliseconds).unref();
  try {
    const { bytes, isWhole } = await readHead(body, longestError);
    if (!isWhole) return undefined;
    const decoder = decoderFor(headers['content-encoding']);
    const plain = decoder ? decoder.whole(bytes, longestError) : bytes;
    const document: unknown = JSON.parse(Buffer.from(plain ?? []).toString());
    return typeof document === 'object' && document !== null ? document : undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
};
