import { failures, totals, totalsLine } from '../test/vitest-report.ts';

// `node .ci/total.ts <failed steps> <report> …`: what failed, and the closing line; a step without tests of its own counts as one failure.
const [steps, ...reports] = process.argv.slice(2);
const sum = totals(reports);
const all = { ...sum, failed: sum.failed + Number(steps) };
for (const failure of failures(reports, process.cwd())) process.stdout.write(`failed: ${failure}\n`);
process.stdout.write(`${totalsLine(all)}\n`);
process.exitCode = all.failed > 0 || all.passed === 0 ? 1 : 0;
