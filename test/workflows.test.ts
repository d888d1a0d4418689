import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };

interface Workflow {
  readonly permissions: unknown;
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, { readonly permissions?: unknown; readonly steps: readonly Step[] }>>;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

describe.each(globSync('.github/workflows/*.yml', { cwd: root }))('%s', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const { permissions, on, jobs } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('may read this repository and nothing else, and has no secret', () => {
    expect(permissions).toEqual({ contents: 'read' });
    expect(Object.values(jobs).filter((job) => job.permissions !== undefined)).toEqual([]);
    expect(Object.keys(on)).not.toContain('pull_request_target');
    expect(text).not.toMatch(/secrets\.|GITHUB_TOKEN|github\.token/);
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
      expect(step.with?.['persist-credentials']).toBe(false);
  });

  test('names actions by commit, and says which version that is', () => {
    const used = [...text.matchAll(/uses: (.+)/g)].map(([, action]) => action!);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('runs npm scripts that there are, and nothing that a caller could write', () => {
    const runs = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
    for (const run of runs) {
      const [, , name] = /^npm (run )?([\w:]+)/.exec(run) ?? [];
      expect(['ci', ...Object.keys(scripts)]).toContain(name);
      expect(run.match(/\$\{\{ *(\w+)/g) ?? []).toEqual(run.includes('${{') ? ['$' + '{{ matrix'] : []);
    }
  });
});
