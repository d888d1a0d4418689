import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Checked, type Drift, goneOf } from './drift.ts';
import type { FieldPath, NamedRequest } from './named-requests.ts';

/** What types say of a request. */
export interface DescribedByTypes {
  /** The type of its answer, such as `slack.UsersListResponse`. */
  readonly answer: string;
  /** The type whose properties are its parameters. @default - they are not looked at */
  readonly query?: string | undefined;
  /** The type of its body. @default - it is not looked at */
  readonly body?: string | undefined;
}

/** A package that has types of what an API answers. */
export interface TypesPackage {
  /** What types are called by: `import type * as slack from '…/index.d.ts'`. */
  readonly imports: readonly string[];
  /** @returns `undefined` if the package knows nothing of it */
  describe(request: NamedRequest): DescribedByTypes | undefined;
  /** What its types call a parameter. @default - the same */
  parameter?(name: string): string;
  /** Fields that its types never have. */
  ignores?(field: FieldPath): boolean;
}

/** What follows the names of a path through a type: there is something, at the end, that is neither nothing nor unknown. */
const preamble = `
type Get<T, K> = T extends unknown ? (K extends keyof T ? NonNullable<T[K]> : never) : never;
type Item<T> = T extends readonly (infer E)[] ? NonNullable<E> : never;
type Value<T> = T extends readonly unknown[] ? never : T extends object ? NonNullable<T[keyof T]> : never;
type IsAny<T> = 0 extends 1 & T ? true : false;
type At<T, P> = IsAny<T> extends true ? T : P extends [infer H, ...infer R]
  ? H extends '[]' ? At<Item<T>, R> : H extends '{}' ? At<Value<T>, R> : At<Get<T, H>, R>
  : T;
type Is<T> = IsAny<T> extends true ? true : unknown extends T ? false : [T] extends [never] ? false : true;
`;

/** Holds requests against types, by asking the TypeScript compiler whether each field is there. */
export const typeDrift = (requests: readonly NamedRequest[], types: TypesPackage): Drift => {
  const lines = [...types.imports, ...preamble.trim().split('\n')];
  const checks = new Map<number, Omit<Checked, 'isThere'>>();
  const undescribed: string[] = [];
  const check = (of: Omit<Checked, 'isThere'>, type: string, path: FieldPath): void => {
    lines.push(`export const c${lines.length}: Is<At<${type}, ${JSON.stringify(path)}>> = true;`);
    checks.set(lines.length, of);
  };
  for (const request of requests) {
    const described = types.describe(request);
    if (!described) {
      undescribed.push(request.place);
      continue;
    }
    const { answer, query, body } = described;
    for (const named of request.fields) if (!types.ignores?.(named.path)) check({ request, named }, answer, named.path);
    if (body !== undefined)
      for (const named of request.sent) check({ request, named, isSent: true }, `NonNullable<${body}>`, named.path);
    if (query !== undefined)
      for (const named of request.query) check({ request, named }, query, [types.parameter?.(named) ?? named]);
  }
  const broken = new Set(brokenLines(lines.join('\n')));
  const own = [...broken].find((line) => !checks.has(line));
  if (own !== undefined) throw new Error(`line ${own} of the check itself is broken: ${lines[own - 1]}`);
  const checked = Array.from(checks, ([line, of]) => ({ ...of, isThere: !broken.has(line) }));
  return { undescribed, gone: goneOf(checked) };
};

const options = {
  compilerOptions: {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    module: 'nodenext',
    target: 'esnext',
    types: [],
  },
  files: ['check.ts'],
};

/** The lines in which the compiler finds something wrong. */
const brokenLines = (text: string): readonly number[] => {
  const folder = mkdtempSync(join(tmpdir(), 'drift-'));
  try {
    writeFileSync(join(folder, 'check.ts'), text);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
    const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const lines = Array.from(stdout.matchAll(/check\.ts\((\d+),\d+\): error/g), ([, line]) => Number(line));
    if (status !== 0 && lines.length === 0) throw new Error(`the compiler failed: ${stdout.slice(0, 2_000)}`);
    return lines;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
