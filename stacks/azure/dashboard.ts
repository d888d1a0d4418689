import type { Construct } from 'constructs';
import { type LogAlarm, logAlarms } from '../alarms.ts';
import { type RelayAlarm, relayAlarms } from '../relay-alarms.ts';
import { watchedBy } from '../terraform/watched-by.ts';
import { ApplicationInsightsWorkbook } from './azurerm.ts';
import type { BuiltGateway } from './gateway-scope.ts';
import { gatewayLines, matchingLines, relayLines } from './log-query.ts';
import { namedUuid } from './named-uuid.ts';
import { azureNames } from './names.ts';

/**
 * A workbook that shows what a gateway does: calls and imports by source, what alarms count, and the last errors. It is under Monitor,
 * Workbooks, costs nothing, and reads the log with the rights of whoever looks.
 *
 * A workbook and not a dashboard of the portal: that one pins each tile to an id of a user interface which no page describes.
 */
export const gatewayDashboard = (scope: Construct, gateway: BuiltGateway): void => {
  const { config, deployment, resourceGroup, tags, workspaceId } = gateway;
  new ApplicationInsightsWorkbook(scope, 'Dashboard', {
    name: workbookId(gateway),
    displayName: `Gateway ${config.gateway}`,
    description: `What gateway ${config.gateway} does for ${config.vendor.name}`,
    resourceGroupName: resourceGroup.name,
    location: deployment.location,
    dataJson: JSON.stringify({
      version: 'Notebook/1.0',
      items: [period, ...charts(gateway).map((chart, index) => queryItem(workspaceId, chart, index))],
      fallbackResourceIds: ['azure monitor'],
    }),
    tags: { ...tags },
  });
};

interface Chart {
  readonly title: string;
  readonly query: string;
  readonly visualization: 'timechart' | 'table';
}

const charts = (gateway: BuiltGateway): readonly Chart[] => {
  const { gateway: name } = gateway.config;
  const ended = "where event in ('proxy.ended', 'proxy.refused', 'import.ended', 'import.refused')";
  return [
    {
      title: 'Calls and imports, by source',
      query: [gatewayLines(name), ended, 'summarize count() by bin(TimeGenerated, {Period:grain}), source'].join(
        '\n| ',
      ),
      visualization: 'timechart',
    },
    {
      title: 'How they ended',
      query: [
        gatewayLines(name),
        ended,
        "extend outcome = iff(event endswith '.refused', 'refused', tostring(line.outcome))",
        'summarize count() by bin(TimeGenerated, {Period:grain}), outcome',
      ].join('\n| '),
      visualization: 'timechart',
    },
    ...(gateway.syncs.length > 0 ? [syncChart(name)] : []),
    ...logAlarms.flatMap((alarm) => alarmCharts(gateway, alarm)),
    ...(gateway.config.relay ? relayAlarms : []).map((alarm) => relayChart(gateway, alarm)),
    {
      title: 'Last errors',
      query: [
        gatewayLines(name),
        "where tostring(line.level) == 'error'",
        'project TimeGenerated, source, event, code = tostring(line.code), reference = tostring(line.reference)',
        'top 50 by TimeGenerated desc',
      ].join('\n| '),
      visualization: 'table',
    },
  ];
};

const alarmCharts = (gateway: BuiltGateway, { title, matches, applies }: LogAlarm): readonly Chart[] => {
  const watched = watchedBy(gateway, applies);
  if (!watched) return [];
  const query = [
    matchingLines(gateway.config.gateway, matches, watched.names),
    'summarize count() by bin(TimeGenerated, {Period:grain}), source',
  ].join('\n| ');
  return [{ title, query, visualization: 'timechart' }];
};

const syncChart = (gateway: string): Chart => ({
  title: 'Runs of syncs, by how they ended',
  query: [
    gatewayLines(gateway),
    "where event == 'sync.ended'",
    "summarize count() by bin(TimeGenerated, {Period:grain}), ended = strcat(source, ' ', tostring(line.outcome))",
  ].join('\n| '),
  visualization: 'timechart',
});

const relayChart = ({ config }: BuiltGateway, { title, matches }: RelayAlarm): Chart => {
  const query = [
    relayLines(config.gateway, matches),
    'summarize count() by bin(TimeGenerated, {Period:grain}), agent',
  ].join('\n| ');
  return { title, query, visualization: 'timechart' };
};

/** What the charts show, from an hour to a month; a day if nobody says. */
const period = {
  type: 9,
  name: 'parameters',
  content: {
    version: 'KqlParameterItem/1.0',
    style: 'pills',
    queryType: 0,
    resourceType: 'microsoft.operationalinsights/workspaces',
    parameters: [
      {
        version: 'KqlParameterItem/1.0',
        name: 'Period',
        type: 4,
        isRequired: true,
        value: { durationMs: 86_400_000 },
        typeSettings: {
          selectableValues: [1, 4, 24, 168, 720].map((hours) => ({ durationMs: hours * 3_600_000 })),
          allowCustom: true,
        },
      },
    ],
  },
};

const queryItem = (workspaceId: string, { title, query, visualization }: Chart, index: number) => ({
  type: 3,
  name: `query-${index}`,
  customWidth: visualization === 'table' ? '100' : '50',
  content: {
    version: 'KqlItem/1.0',
    query,
    size: 0,
    title,
    timeContextFromParameter: 'Period',
    queryType: 0,
    resourceType: 'microsoft.operationalinsights/workspaces',
    crossComponentResources: [workspaceId],
    visualization,
  },
});

/** Azure wants a UUID for a name: one that follows from where the gateway is and what it is called. */
const workbookId = ({ config: { gateway }, deployment }: BuiltGateway): string => {
  const { resourceGroup } = azureNames(gateway, deployment);
  return namedUuid('dashboard', deployment.subscriptionId, resourceGroup.toLowerCase(), gateway);
};
