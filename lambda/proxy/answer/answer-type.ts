import { ProxyFailed } from '../proxy-failed.ts';

/** What a source's answer is. */
export interface AnswerType {
  /** Without parameters, in lower case. */
  readonly mediaType: string;
  /** One JSON value a line. */
  readonly isLines: boolean;
  /** The body is a file that is packed so, whatever its encoding: `mediaType` is what is in it. */
  readonly packing?: 'gzip';
}

const jsonType = /^application\/(?:json|[a-z0-9!#$&^_.-]+\+json)$/;

const linesTypes: ReadonlySet<string> = new Set([
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
  'application/jsonlines',
]);

/** A file of JSON lines in gzip (RFC 6713), as Slack hands out its analytics: what is in it is treated, or it is an invalid answer. */
const packedLines: AnswerType = { mediaType: 'application/x-ndjson', isLines: true, packing: 'gzip' };
const packedTypes: ReadonlySet<string> = new Set(['application/gzip', 'application/x-gzip']);

/** JSON is UTF-8 (RFC 8259, section 8.1); the others that it may be called are parts of it. */
const utf8: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii']);

const known = new Map<string, AnswerType>();
/** Servers have a handful of content types; one that makes up more does not get more memory. */
const mostKnown = 64;

/**
 * Reads a `content-type`. Only JSON leaves, as a document, as lines, or as a file of lines: what has another type can not be treated.
 *
 * @throws ProxyFailed `answer-type-not-allowed`
 * @example answerType('application/problem+json; charset=utf-8') // { mediaType: 'application/problem+json', isLines: false }
 */
export const answerType = (contentType: string | undefined): AnswerType => {
  const text = contentType ?? '';
  const before = known.get(text);
  if (before) return before;
  const type = readType(text);
  if (known.size < mostKnown) known.set(text, type);
  return type;
};

const readType = (text: string): AnswerType => {
  const [mediaType = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  if (packedTypes.has(mediaType)) return packedLines;
  const isLines = linesTypes.has(mediaType);
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length) ?? 'utf-8';
  const isUtf8 = utf8.has(charset.replace(/^"(.*)"$/, '$1'));
  if ((isLines || jsonType.test(mediaType)) && isUtf8) return { mediaType, isLines };
  throw new ProxyFailed('answer-type-not-allowed');
};
