import type { Construct } from 'constructs';
import type { LogMatch } from '../alarms.ts';
import { logs } from './cdk.ts';

/** Where metrics of the log are. */
export const logNamespace = 'Sallyport';

/** What counts lines of a log. */
export interface CountedLines {
  readonly metric: string;
  readonly matches: readonly LogMatch[];
  readonly logGroupName: string;
  /** Names of dimensions, and of the fields of a line that they are taken from. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * A metric of the lines that match, called as the alarm that it is for.
 *
 * Dimensions are taken from the log line, which has no other values than these, and leave no room for a value where nothing happened
 * (docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html).
 */
export const countLines = (scope: Construct, { metric, matches, logGroupName, dimensions }: CountedLines): void => {
  new logs.CfnMetricFilter(scope, metric, {
    logGroupName,
    filterPattern: filterPattern(matches),
    metricTransformations: [
      {
        metricNamespace: logNamespace,
        metricName: metric,
        metricValue: '1',
        unit: 'Count',
        dimensions: Object.entries(dimensions).map(([key, field]) => ({ key, value: `$.${field}` })),
      },
    ],
  });
};

const filterPattern = (matches: readonly LogMatch[]): string => {
  const patterns = matches.map(matchPattern);
  return `{ ${patterns.length === 1 ? patterns[0] : patterns.map((pattern) => `(${pattern})`).join(' || ')} }`;
};

const matchPattern = ({ event, where }: LogMatch): string => {
  const ofEvent = `$.event = "${event}"`;
  if (!where) return ofEvent;
  const values = where.oneOf.map((value) => `$.${where.field} = "${value}"`).join(' || ');
  return `${ofEvent} && ${where.oneOf.length === 1 ? values : `(${values})`}`;
};
