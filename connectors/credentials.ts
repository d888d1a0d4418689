import type { ImportContext, Requirements, SecretField } from './connector.ts';
import type { CredentialsFrom } from './credentials-option.ts';
import { SourceError } from './source-error.ts';

/** Where the administrator, or the vendor, must enter the credentials: in the source's secret, or in the fields of each request. */
export const requiredCredentials = (
  from: CredentialsFrom,
  credentials: readonly Pick<SecretField, 'name' | 'description'>[],
): Required<Pick<Requirements, 'fields' | 'secret'>> => {
  const required = credentials.map((field) => ({ ...field, required: true }));
  return from === 'secret' ? { secret: required, fields: [] } : { secret: [], fields: required };
};

/**
 * Reads the named credentials.
 *
 * @throws SourceError `credentials-missing`, which names the missing field and where to put it
 * @example const { user, password } = await readCredentials('secret', ['user', 'password'], context)
 */
export const readCredentials = async <Name extends string>(
  from: CredentialsFrom,
  names: readonly Name[],
  context: ImportContext,
): Promise<Readonly<Record<Name, string>>> => {
  const given: Readonly<Record<string, unknown>> = from === 'secret' ? await context.secret() : context.fields;
  const entries = names.map((name): [Name, string] => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (typeof value !== 'string' || value === '') throw missing(from, name);
    return [name, value];
  });
  return Object.fromEntries(entries) as Record<Name, string>;
};

const missing = (from: CredentialsFrom, name: string): SourceError =>
  new SourceError(
    'credentials-missing',
    from === 'secret'
      ? `the secret of this source has no text in its field "${name}": enter it by sallyport secrets set <source> ${name}`
      : `the request has no text in its field "${name}": enter it in the vendor's form, or set credentials: secret`,
    { detail: { field: name, from } },
  );
