import type { Construct } from 'constructs';
import { deadLetterAlarm } from '../alarms.ts';
import { deadLettersFilter } from './alarms.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { MonitoringDashboard } from './google.ts';
import type { SourceMetric } from './metrics.ts';

/** What a dashboard shows beside Cloud Run's own metrics. */
export interface DashboardProps {
  readonly metrics: readonly SourceMetric[];
  readonly hasDeadLetters: boolean;
}

/** A chart of one metric over time, with a line for each value of a label. */
interface Chart {
  readonly title: string;
  readonly filter: string;
  readonly by: string;
  readonly aligner: string;
  readonly reducer: string;
  /** Counts are columns, levels are lines. */
  readonly plot: 'STACKED_BAR' | 'LINE';
}

const columns = 48;
const [width, height] = [24, 16];
const bySource = 'resource.label.service_name';

/**
 * The dashboard of a gateway: calls, what became of them, how long they took, instances, and one chart for each alarm, in all of which each
 * source or sync has a colour. One has room for 100 charts, so they have none of their own. It costs nothing.
 */
export const gatewayDashboard = (scope: Construct, { config, api }: GatewayScope, props: DashboardProps): void => {
  const charts = [...hostCharts(config.gateway), ...props.metrics.map(countChart)];
  const all = props.hasDeadLetters ? [...charts, deadLetterChart(config.gateway)] : charts;
  new MonitoringDashboard(scope, 'Dashboard', {
    dashboardJson: JSON.stringify({
      displayName: `Gateway ${config.gateway}`,
      mosaicLayout: { columns, tiles: all.map(tile) },
    }),
    dependsOn: [api('monitoring'), ...props.metrics.map(({ metric }) => metric)],
  });
};

/** A place of 0 is left out, as Google answers: Terraform would see a change in it each time. */
const tile = (chart: Chart, index: number) => {
  const [xPos, yPos] = [(index % 2) * width, Math.floor(index / 2) * height];
  return { ...(xPos > 0 && { xPos }), ...(yPos > 0 && { yPos }), width, height, widget: widget(chart) };
};

const widget = ({ title, filter, by, aligner, reducer, plot }: Chart) => ({
  title,
  xyChart: {
    dataSets: [
      {
        plotType: plot,
        targetAxis: 'Y1',
        timeSeriesQuery: {
          timeSeriesFilter: {
            filter,
            aggregation: {
              alignmentPeriod: '300s',
              perSeriesAligner: aligner,
              crossSeriesReducer: reducer,
              groupByFields: [by],
            },
          },
        },
      },
    ],
  },
});

/** Cloud Run's own metrics (docs.cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-run). */
const hostCharts = (gateway: string): readonly Chart[] => {
  const run = (metric: string): string =>
    [
      `metric.type="run.googleapis.com/${metric}"`,
      'resource.type="cloud_run_revision"',
      // The names of a hundred services do not fit into a filter.
      `resource.label.service_name=starts_with("${gateway}-")`,
    ].join(' AND ');
  const counted = {
    filter: run('request_count'),
    aligner: 'ALIGN_DELTA',
    reducer: 'REDUCE_SUM',
    plot: 'STACKED_BAR',
  } as const;
  return [
    { ...counted, title: 'Calls', by: bySource },
    { ...counted, title: 'Answers by status', by: 'metric.label.response_code_class' },
    {
      title: 'Milliseconds until an answer is complete (95 % are faster)',
      filter: run('request_latencies'),
      by: bySource,
      aligner: 'ALIGN_DELTA',
      reducer: 'REDUCE_PERCENTILE_95',
      plot: 'LINE',
    },
    {
      title: 'Instances',
      filter: run('container/instance_count'),
      by: bySource,
      aligner: 'ALIGN_MAX',
      reducer: 'REDUCE_SUM',
      plot: 'LINE',
    },
  ];
};

const countChart = ({ alarm, metric, resource, by }: SourceMetric): Chart => ({
  title: alarm.title,
  filter: `metric.type="logging.googleapis.com/user/${metric.nameInput}" AND resource.type="${resource}"`,
  by: by ?? bySource,
  aligner: 'ALIGN_DELTA',
  reducer: 'REDUCE_SUM',
  plot: 'STACKED_BAR',
});

const deadLetterChart = (gateway: string): Chart => ({
  title: deadLetterAlarm.title,
  filter: deadLettersFilter(gateway),
  by: 'resource.label.subscription_id',
  aligner: 'ALIGN_MAX',
  reducer: 'REDUCE_SUM',
  plot: 'LINE',
});
