import type { Finding, Reached, SourceReport } from '../../lambda/jobs/source-report.ts';

/** A report that a source gave, or `undefined` if the text is none: of an older handler, for example. */
export const parsedReport = (text: string | undefined): SourceReport | undefined => {
  try {
    const report = Object(JSON.parse(text ?? '')) as Partial<SourceReport>;
    const { at, version, token, call, egress, outside } = report;
    const isReport =
      [at, version].every((word) => typeof word === 'string') &&
      [token, call].every(isFinding) &&
      Array.isArray(egress) &&
      [...egress, outside].every(isReached);
    return isReport ? (report as SourceReport) : undefined;
  } catch {
    return undefined;
  }
};

const isFinding = (value: unknown): value is Finding => typeof Object(value).ok === 'boolean';

const isReached = (value: unknown): value is Reached => {
  const { host, open } = Object(value);
  return typeof host === 'string' && typeof open === 'boolean';
};
