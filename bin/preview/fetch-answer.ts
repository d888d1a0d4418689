import { pipeline, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { subjectHeader } from '../../lambda/proxy/admission/subject.ts';
import { answerType } from '../../lambda/proxy/answer/answer-type.ts';
import { decodedEncodings, decoderFor } from '../../lambda/proxy/answer/decode.ts';
import { readHead } from '../../lambda/proxy/answer/read-head.ts';
import { bodyFailure } from '../../lambda/proxy/answer/treat-body.ts';
import { callSource, type SourceAnswer } from '../../lambda/proxy/call-source.ts';
import { CallTime } from '../../lambda/proxy/call-time.ts';
import { reversibleMark } from '../../lambda/shapes/treatments/pseudonym-text.ts';
import { httpClients } from '../../lambda/tokens/access/http-clients.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { OpenedSource } from './opened-source.ts';
import { longestAnswer, type PreviewedAnswer, tooLong } from './previewed-answer.ts';

/** What the vendor would ask a source for. */
export interface AskedAnswer {
  /** Path and query; pseudonyms that the local key made are put back. */
  readonly target: string;
  /** Whom the source is called as, where the endpoint wants to know: a user, or the pseudonym of one. */
  readonly subject?: string | undefined;
}

/**
 * Asks the source as the gate does when the vendor sends `GET <target>`: what no endpoint names is refused before anything is
 * called, and the credentials are those of this machine. Only reads.
 *
 * Throws ProxyRefused, ProxyFailed, SourceError, PlatformError, CallerGone when `stop` is aborted, or CommandError.
 */
export const fetchAnswer = async (
  source: OpenedSource,
  { target, subject }: AskedAnswer,
  stop: AbortSignal,
): Promise<PreviewedAnswer> => {
  const { api, access, platform } = source;
  const { admit, pseudonyms, seal } = await source.prepared();
  // Most endpoints take nobody but by pseudonym, and whoever sits at this machine knows who is meant.
  const headers = new Headers(
    subject === undefined
      ? {}
      : { [subjectHeader]: subject.startsWith(reversibleMark) ? subject : (seal(subject) ?? subject) },
  );
  const request = new Request('http://127.0.0.1/', { headers });
  const { endpoint, putBack, ...admitted } = await admit(
    { request, target, publicUrl: '', limits: {}, reference: platform.reference(), audit: {} },
    pseudonyms,
  );
  const { now, random } = platform;
  const http = httpClients(platform, api.privateAddresses);
  const call = callSource({ api, http, access, now, random, sleep: (time) => sleep(time) });
  const time = new CallTime({ milliseconds: api.limits.wholeSeconds * 1_000, now, gone: stop });
  try {
    const answer = await call({
      request: {
        method: 'GET',
        url: admitted.url,
        headers: { ...admitted.headers, 'accept-encoding': decodedEncodings, 'user-agent': 'sallyport' },
      },
      endpoint: endpoint.name,
      subject: admitted.subject,
      time,
      attempted: () => undefined,
    });
    return { endpoint, putBack, status: answer.status, ...(await bodyOf(answer)) };
  } finally {
    time.end();
  }
};

const bodyOf = async ({ status, headers, body, release }: SourceAnswer) => {
  try {
    const decoder = decoderFor(headers['content-encoding']);
    const decoded: Readable = decoder ? pipeline(body, decoder.stream(), () => undefined) : body;
    const { bytes, isWhole } = await readHead(decoded, longestAnswer);
    if (!isWhole) throw new CommandError(exitCode.failed, tooLong);
    if (bytes.length === 0) throw new CommandError(exitCode.failed, `The source answered ${status} without a body.`);
    return { bytes, isLines: answerType(headers['content-type']).isLines };
  } catch (error) {
    throw bodyFailure(error);
  } finally {
    body.destroy();
    release();
  }
};
