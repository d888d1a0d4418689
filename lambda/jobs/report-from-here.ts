import { type SourceReport, type SourceReportOptions, sourceReport } from './source-report.ts';
import { tryConnection } from './try-connection.ts';

/**
 * The report of a source, with connections that are tried from this very process.
 *
 * @example const { call } = await reportFromHere({ document, source, platform, signal })
 */
export const reportFromHere = (options: Omit<SourceReportOptions, 'tryConnection'>): Promise<SourceReport> =>
  sourceReport({ ...options, tryConnection });
