import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

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

/** The names of the tests that failed, and of the files that could not be loaded, each with its file. */
export const failures = (files: readonly string[], top: string): readonly string[] =>
  files
    .flatMap((file) => JSON.parse(readFileSync(file, 'utf8')).testResults as readonly FileReport[])
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      const at = relative(top, name);
      return failed.length > 0 ? failed.map(({ fullName }) => `${at}: ${fullName}`) : [`${at}: not loaded`];
    });

interface FileReport {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}
