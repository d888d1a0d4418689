import type { RestAnswer, RestClient, RestRequest } from '../../lambda/platform/rest-client.ts';
import { isGood } from '../../lambda/platform/rest-failure.ts';
import { NotKnown } from './line.ts';

/** What a cloud answers, of which nobody knows more than that it is JSON. */
// biome-ignore lint/suspicious/noExplicitAny: every reader of it takes what it needs, and nothing else is told
export type Answered = Readonly<Record<string, any>>;

/** What an operator asks a cloud for. */
export interface Question extends RestRequest {
  /** The right that it takes: `run.services.getIamPolicy`. */
  readonly right: string;
}

/**
 * Asks a cloud's management.
 *
 * @returns `undefined` if it is not there
 * @throws NotKnown with what the cloud calls its error, and the right that may be missing
 */
export const askedJson = async (client: RestClient, { right, ...request }: Question): Promise<Answered | undefined> => {
  const answer = await client.call(request);
  if (answer.status === 404) return undefined;
  if (isGood(answer)) return jsonIn(answer);
  const todos: Readonly<Record<number, string>> = {
    401: 'sign in again',
    403: `sign in as somebody with ${right}`,
  };
  throw new NotKnown(
    `${new URL(request.url).host} gives no answer (${answer.cause})`,
    answer.cause === 'SERVICE_DISABLED' ? 'enable this API in the project' : (todos[answer.status] ?? 'try later'),
  );
};

const jsonIn = ({ text }: RestAnswer): Answered => {
  if (text === '') return {};
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new NotKnown('the answer of the cloud is no JSON');
  }
};
