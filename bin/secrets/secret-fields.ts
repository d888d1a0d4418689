import { closest } from '../../config/closest.ts';
import { fieldsOfScheme } from '../../connectors/authentication/fields-of.ts';
import type { SecretField } from '../../connectors/connector.ts';
import type { Configured } from '../configured-source.ts';
import { CommandError, exitCode } from '../exit-code.ts';

/** Ends the name of the field with the value that comes next, while two are valid. */
export const nextMark = '_next';

/**
 * The field of that name, which the source has.
 *
 * What was typed is never repeated: it may be the value.
 *
 * @param stored names of fields that the secret has, whether the source asks for them or not
 * @throws CommandError with the names that there are
 */
export const knownField = (
  { name, requirements }: Configured,
  typed: string,
  stored: readonly string[] = [],
): string => {
  const known = requirements.secret.map((field) => field.name);
  if (known.includes(typed) || stored.includes(typed)) return typed;
  if (typed.endsWith(nextMark) && known.includes(typed.slice(0, -nextMark.length))) {
    throw new CommandError(
      exitCode.usage,
      `The value that comes next is entered with --next: sallyport secrets set ${name} ${typed.slice(0, -nextMark.length)} --next`,
    );
  }
  const meant = closest(typed, known);
  throw new CommandError(
    exitCode.usage,
    `The secret of ${name} has no such field; it has ${known.join(', ')}.${meant ? ` Did you mean ${meant}?` : ''}`,
  );
};

/**
 * All that a source asks for.
 *
 * @throws CommandError if that is nothing
 */
export const askedFields = ({ name, requirements }: Configured): readonly SecretField[] => {
  if (requirements.secret.length > 0) return requirements.secret;
  throw new CommandError(exitCode.usage, `${name} needs no secret, as it is configured: there is nothing to enter.`);
};

/** How much a field is needed: `always`, `for <schemes>` that it is one alternative of, or `no`. */
export const needOf = (configured: Configured, { name, required }: SecretField): string => {
  if (required) return 'always';
  const authentication = configured.authentication(false);
  const schemes = Object.keys(authentication?.schemes ?? {}).filter((scheme) =>
    fieldsOfScheme(authentication!, scheme).some((field) => field.name === name && field.required),
  );
  return schemes.length > 0 ? `for ${schemes.join(', ')}` : 'no';
};
