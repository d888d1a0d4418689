import { resolve } from 'node:path';
import type { Problem } from '../../../../config/config-error.ts';
import type { ConfigDocument, Path } from '../../../../config/load/config-document.ts';
import { PlatformError } from '../../../platform/platform-error.ts';
import type { AgentPolicy } from './agent-policy.ts';
import { fileRule } from './files/file-rule.ts';
import { httpRule } from './http/http-rule.ts';
import { ldapRule } from './ldap/ldap-rule.ts';
import { ownHeaders } from './own-headers.ts';
import { ownSecret } from './own-secret.ts';
import { ownText } from './own-text.ts';
import type { WrittenAgent } from './schema/agent-schema.ts';
import { sqlRule } from './sql/sql-rule.ts';

/** A policy, and what is wrong with the files that it names. */
export interface CompiledPolicy {
  readonly policy: AgentPolicy;
  readonly problems: readonly Problem[];
}

/**
 * Makes rules ready to compare, and looks at every file that they name.
 *
 * @param folder absolute: what paths are relative to
 * @param document says where in the file a problem lies
 */
export const compilePolicy = (written: WrittenAgent, folder: string, document: ConfigDocument): CompiledPolicy => {
  const absolute = (path: string): string => resolve(folder, path);
  const problems: Problem[] = [];

  /** What a named file gives; a problem where it gives nothing. */
  const named = <Result>(path: Path, file: string | undefined, read: (path: string) => Result): Result | undefined => {
    if (file === undefined) return undefined;
    try {
      return read(absolute(file));
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      const [what = '', remedy = ''] = error.message.split(': ', 2);
      problems.push(document.atValue(path, what, sentence(remedy)));
      return undefined;
    }
  };

  const http = each(written, 'http').map(({ rule, path }) => {
    named([...path, 'ca'], rule.ca, ownText);
    named([...path, 'secret', 'file'], rule.secret?.file, ownHeaders);
    return httpRule(rule, absolute);
  });
  const sql = each(written, 'sql').map(({ rule, path }) => {
    for (const dialect of ['postgres', 'mysql', 'sqlserver'] as const)
      named([...path, dialect, 'ca'], rule[dialect]?.ca, ownText);
    named([...path, 'secret', 'file'], rule.secret?.file, ownSecret);
    const queries = rule.queries.map((query, index) =>
      typeof query === 'string' ? query : named([...path, 'queries', index, 'file'], query.file, ownText),
    );
    return sqlRule(
      rule,
      absolute,
      queries.filter((query) => query !== undefined),
    );
  });
  const ldap = each(written, 'ldap').map(({ rule, path }) => {
    named([...path, 'ca'], rule.ca, ownText);
    named([...path, 'secret', 'file'], rule.secret?.file, ownSecret);
    return ldapRule(rule, absolute);
  });
  const files = each(written, 'file').map(({ rule }) => fileRule(rule, absolute));
  const { limits, capacity, health, update, drainSeconds, log } = written;
  return {
    policy: {
      http,
      sql,
      ldap,
      files,
      limits,
      capacity,
      healthPort: health.port,
      updateCommand: update?.command,
      drainSeconds,
      logLevel: log,
    },
    problems,
  };
};

type Kind = 'http' | 'sql' | 'ldap' | 'file';
type Rule<Of extends Kind> = NonNullable<WrittenAgent['allow'][number][Of]>;

/** The rules of one kind, and where each stands. */
const each = <const Of extends Kind>(
  { allow }: WrittenAgent,
  kind: Of,
): readonly { readonly rule: Rule<Of>; readonly path: Path }[] =>
  allow.flatMap((entry, index) => {
    const rule = entry[kind];
    return rule === undefined ? [] : [{ rule: rule as Rule<Of>, path: ['allow', index, kind] }];
  });

const sentence = (text: string): string => text && `${text[0]!.toUpperCase()}${text.slice(1)}.`;
