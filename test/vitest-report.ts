import { readFileSync } from 'node:fs';

/** How the tests of some runs ended, as the runner itself reported it. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Adds up reports of vitest's JSON reporter. A suite that could not even be loaded fails the run without a failed test. */
export const totals = (files: readonly string[]): Totals => {
  const reports = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
  const sum = (count: (report: Record<string, never>) => number) =>
    reports.reduce((all, report) => all + count(report), 0);
  return {
    passed: sum((report) => report['numPassedTests'] ?? 0),
    failed: sum((report) => report['numFailedTests'] ?? 0),
    skipped: sum((report) => (report['numPendingTests'] ?? 0) + (report['numTodoTests'] ?? 0)),
  };
};

/** The line that says it. */
export const totalsLine = ({ passed, failed, skipped }: Totals): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
