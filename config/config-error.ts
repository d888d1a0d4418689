/** One thing that is wrong with a configuration file. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
  /** The keys that lead to the place, such as `vendor.identity.jwt`; empty if it is the file as a whole. */
  readonly path: string;
  /** What is wrong with what the path leads to. Never a value that could be secret. */
  readonly what: string;
  /** What to write instead: whole sentences, perhaps with an example; empty if `what` says it. */
  readonly remedy: string;
}

/** Why a configuration can not be used. Stable: programs may switch on it. */
export type ConfigErrorCode = 'config-invalid' | 'config-not-found' | 'config-unreadable';

/**
 * A configuration can not be used. The message is for the person who wrote it and is printed as it is: all problems, each as
 * `file:line:column`, what is wrong, what to write instead.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code: ConfigErrorCode;
  /** In the order of the file, those of files that it names behind; empty unless the code is `config-invalid`. */
  readonly problems: readonly Problem[];

  constructor(code: ConfigErrorCode, message: string, problems: readonly Problem[] = []) {
    super(message);
    this.code = code;
    this.problems = problems;
  }

  /** The error that tells these problems of one file or several. */
  static of(problems: readonly Problem[]): ConfigError {
    const files = [...new Set(problems.map(({ file }) => file))];
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    const title = `${files.join(' and ')} ${files.length === 1 ? 'has' : 'have'} ${count}:`;
    return new ConfigError('config-invalid', [title, ...problems.map(printed)].join('\n\n'), problems);
  }
}

const printed = ({ file, line, column, path, what, remedy }: Problem): string => {
  const sentence = [path, what].filter(Boolean).join(': ');
  return `${file}:${line}:${column}: ${sentence}.${remedy && `\n  ${remedy}`}`;
};
