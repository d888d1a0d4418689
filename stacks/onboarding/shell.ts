/**
 * A text as one word of a shell, whatever is in it.
 *
 * @example shellWord("it's") // 'it'\''s'
 */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** One command over several lines. */
export const lines = (...parts: readonly string[]): string => parts.join(' \\\n  ');

/**
 * A command of `aws sts` that gives credentials, with them put into the environment.
 *
 * @param parts of the command, one a line
 */
export const inEnvironment = (...parts: readonly string[]): string =>
  lines(
    "export $(printf 'AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_SESSION_TOKEN=%s'",
    `$(${parts[0]}`,
    ...parts.slice(1),
    "--query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text))",
  );
