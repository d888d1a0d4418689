import { ids, logins } from './personal-words.ts';
import { mayNamePerson, namesPerson } from './surroundings.ts';
import { endsWithOneOf, wordsOf } from './words-of.ts';

/** A variable of a path, or a parameter of a query. */
export interface Question {
  readonly name: string;
  /** The endpoint: `GET /users/{id}`. */
  readonly endpoint: string;
  /** The segment before it, if it is one of a path. */
  readonly after?: string | undefined;
  /** Whether it can only be an id: a number, a UUID. */
  readonly isOpaque: boolean;
}

/** How a vendor can ask for people, each with one endpoint that does so. */
export interface Asked {
  /** By an id. */
  readonly id?: string | undefined;
  /** By what someone signs in with. */
  readonly login?: string | undefined;
  /** In a path, by a name that people can read: URLs of this API have names in them. */
  readonly readable?: string | undefined;
}

const isLogin = endsWithOneOf(`${logins} | email | email address`);
const loginOfPerson = endsWithOneOf('name | slug | alias | handle | nick');
const isId = endsWithOneOf(ids);

/**
 * How people are asked for. What the vendor asks with must be what it was given: these are the pseudonyms that can be put back.
 *
 * @example askedBy([{ name: 'id', endpoint: 'GET /users/{id}', after: 'users', isOpaque: true }]) // { id: 'GET /users/{id}' }
 */
export const askedBy = (questions: readonly Question[]): Asked => {
  const kinds = questions.map((question) => ({ ...question, kind: kindOf(question) }));
  // The plainest example: GET /users/{username} rather than GET /users/{username}/repos.
  const plainest = (kind: Kind, isInPath?: true) =>
    kinds
      .filter((each) => each.kind === kind && (!isInPath || each.after !== undefined))
      .map(({ endpoint }) => endpoint)
      .reduce<string | undefined>(
        (best, each) => (best === undefined || each.length < best.length ? each : best),
        undefined,
      );
  return {
    id: plainest('id') ?? plainest('either'),
    login: plainest('login') ?? plainest('either'),
    readable: plainest('login', true) ?? plainest('either', true),
  };
};

type Kind = 'id' | 'login' | 'either' | undefined;

const kindOf = ({ name, after, isOpaque }: Question): Kind => {
  const words = wordsOf(name);
  const before = wordsOf(after ?? '');
  if (isLogin(words)) return 'login';
  if (namesPerson(words)) return isOpaque ? 'id' : 'either';
  if (isId(words)) {
    const whose = words.slice(0, -1);
    if (namesPerson(whose)) return 'id';
    return (whose.length === 0 || mayNamePerson(whose)) && namesPerson(before) ? 'id' : undefined;
  }
  return loginOfPerson(words) && words.length === 1 && namesPerson(before) ? 'login' : undefined;
};
