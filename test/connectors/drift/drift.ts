import type { FieldPath, NamedField, NamedRequest } from './named-requests.ts';

/** What is named by a connector, and not by the vendor. */
export interface Drift {
  /** Requests of which the vendor's package says nothing: `endpoints: GET /users.list`. */
  readonly undescribed: readonly string[];
  /** Fields and parameters that are not, or no longer, there: `endpoints: GET /users.list: members[].profile.mail`. */
  readonly gone: readonly string[];
}

/** Whether one thing that a request names is there. */
export interface Checked {
  readonly request: NamedRequest;
  /** A field, or the name of a parameter. */
  readonly named: NamedField | string;
  /** Whether it is a field of the request's own body. @default false */
  readonly isSent?: boolean;
  readonly isThere: boolean;
}

/**
 * What is gone. Answers share definitions, and have not all that these name: it is gone when no answer has it.
 *
 * @param checked all that was looked at
 */
export const goneOf = (checked: readonly Checked[]): readonly string[] => {
  const there = new Set(
    checked.flatMap(({ named, isSent, isThere }) =>
      isThere && typeof named === 'object' ? [keyOf(named, isSent)] : [],
    ),
  );
  const gone = new Map<string, string>();
  for (const { request, named, isSent, isThere } of checked) {
    if (isThere) continue;
    if (typeof named === 'string') gone.set(`${request.place} ${named}`, `${request.place}: ?${named}`);
    else if (!there.has(keyOf(named, isSent)) && !gone.has(keyOf(named, isSent)))
      gone.set(keyOf(named, isSent), `${request.place}: ${isSent ? 'body ' : ''}${printedField(named.path)}`);
  }
  return [...gone.values()];
};

const keyOf = ({ definedAt }: NamedField, isSent = false): string => (isSent ? `body ${definedAt}` : definedAt);

/** A field for people: `members[].profile.mail`. */
const printedField = (path: FieldPath): string =>
  path
    .map((part) => (part === '[]' || part === '{}' ? part : `.${part}`))
    .join('')
    .replace(/^\./, '');
