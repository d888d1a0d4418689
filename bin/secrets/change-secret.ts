import type { AdministeredSecrets, StoredSecret } from '../../lambda/platform/administered-secrets.ts';
import { secretChanged } from '../../lambda/platform/secret-changed.ts';

/** New values of fields, by their names; `undefined` takes a field away. */
export type SecretChanges = Readonly<Record<string, string | undefined>>;

/**
 * Changes fields of a secret and leaves the others as they are, also those that somebody has entered since `before` was read.
 *
 * @throws PlatformError `secret-changed` if somebody has changed one of these fields since, or any at this very moment
 */
export const changeSecret = async (
  secrets: AdministeredSecrets,
  before: StoredSecret,
  changes: SecretChanges,
): Promise<Readonly<Record<string, string>>> => {
  const now = await secrets.read();
  for (const name of Object.keys(changes)) {
    if (now.fields[name] !== before.fields[name]) throw secretChanged();
  }
  const changed = Object.entries({ ...now.fields, ...changes }).filter(
    (field): field is [string, string] => field[1] !== undefined,
  );
  const fields = Object.fromEntries(changed);
  await secrets.write(fields, now.version);
  return fields;
};
