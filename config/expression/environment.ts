import { Environment } from '@marcbachmann/cel-js';
import { registerLinearMatches } from './linear-matches.ts';

/** What an expression knows beside `user` and `groups`: `group` and `each` are those of a grant. */
export type Scope = 'user' | 'group' | 'each';

/** Values of the variables. Plain data; whole numbers may be bigint, as CEL has them. */
export interface Variables {
  readonly user: object;
  readonly groups: readonly object[];
  readonly group?: object | undefined;
  readonly each?: unknown;
}

/** Names of the variables. */
export const variablesOf = (scope: Scope): readonly string[] =>
  scope === 'user' ? ['user', 'groups'] : ['user', 'groups', scope];

/** Far more than a person writes, and little enough that nothing is held up by a file. */
const limits = {
  maxAstNodes: 10_000,
  maxDepth: 64,
  maxListElements: 2_000,
  maxMapEntries: 2_000,
  maxCallArguments: 16,
};

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

/** CEL with optional members (`user.?title`), and lists and maps of mixed kinds, as JSON has them. */
const base = (): Environment => {
  const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false, limits })
    .registerVariable('user', 'map')
    .registerVariable('groups', 'list');
  // Numbers of JSON are doubles, literals are integers: `user.level + 1` would fail.
  for (const [operator, compute] of Object.entries(arithmetic))
    for (const kinds of [`double ${operator} int`, `int ${operator} double`])
      environment.registerOperator(kinds, (a: number | bigint, b: number | bigint) => compute(Number(a), Number(b)));
  return registerLinearMatches(environment);
};

const made = new Map<Scope, Environment>();

/** What expressions are read in, by what they know. Made when it is first asked for, because most configurations have no sync. */
export const environmentOf = (scope: Scope): Environment => {
  const known = made.get(scope) ?? makeEnvironment(scope);
  made.set(scope, known);
  return known;
};

const makeEnvironment = (scope: Scope): Environment => {
  if (scope === 'group') return base().registerVariable('group', 'map');
  return scope === 'each' ? base().registerVariable('each', 'dyn') : base();
};
